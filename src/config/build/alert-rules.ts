import type { AlertRulesConfig } from '../config.ts';
import type { Root } from '../schema/root.ts';

export function buildAlertRules(root: Root): AlertRulesConfig | null {
  const declared = root.observability?.alert_rules;
  if (declared === undefined) return null;
  const { file, namespace = null, interval = null, for: sustained = 0, labels = {} } = declared;
  return { file, namespace, interval, sustained, labels };
}
