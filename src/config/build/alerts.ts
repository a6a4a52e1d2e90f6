import { PlaceName } from '../../core/ids.ts';
import type { Alerts } from '../../core/notify/alerts.ts';
import { isForNotices } from '../config.ts';
import { error, type Path, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { notSupportedYet } from '../unsupported.ts';
import { listOf } from './building.ts';

const severities = ['critical', 'warning', 'info'] as const;
type Severity = (typeof severities)[number];

/** Who hears of what by how bad it is, for the plan; nothing where the file has neither alerts nor a pager. */
export function buildAlerts(root: Root): { alerts?: Alerts } {
  const pagers = pagersOf(root);
  if (root.alerts === undefined && pagers.length === 0) return {};
  const routed = (severity: Severity) => {
    const named = [...new Set(listOf(root.alerts?.[severity]).map(({ name }) => PlaceName.parse(name)))];
    return {
      tell: named.filter((name) => !pagers.includes(name)),
      page: named.filter((name) => pagers.includes(name)),
    };
  };
  const critical = routed('critical');
  const onCall = critical.page.length > 0 ? critical.page : pagers;
  return { alerts: { critical, warning: routed('warning'), info: routed('info'), onCall: [...onCall] } };
}

function pagersOf({ places }: Root): readonly PlaceName[] {
  return Object.entries(places ?? {}).flatMap(([name, { kind }]) =>
    kind === 'pager' ? [PlaceName.parse(name)] : [],
  );
}

/** Alerts that nobody would see, and pages that would call nobody. */
export function checkAlerts(root: Root, report: Report): void {
  for (const severity of severities) {
    for (const { name } of listOf(root.alerts?.[severity])) {
      const kind = root.places?.[name]?.kind;
      if (kind === undefined || !isForNotices(kind)) continue;
      const sentence = `Alerts on \`${name}\` (${kind}) are not supported yet: it gets notices to customers. Name a place where your own people talk, or a pager.`;
      report(
        error(['alerts', severity], notSupportedYet, sentence, { expected: 'a place of your own people' }),
      );
    }
  }
  if (pagersOf(root).length > 0) return;
  for (const path of pagesWanted(root)) {
    const sentence =
      'This pages whoever is on call, and no pager is declared: nobody would be called. Declare a place of kind `pager`, or leave it out.';
    report(error(path, 'no-pager', sentence, { at: 'key', expected: 'a place of kind `pager`' }));
  }
}

function pagesWanted(root: Root): readonly Path[] {
  const plans = Object.entries(root.plans ?? {}).flatMap(([name, plan]) =>
    plan.rollback?.page === true ? [['plans', name, 'rollback', 'page']] : [],
  );
  const services = Object.entries(root.services).flatMap(([name, { plan }]) =>
    plan !== undefined && !('tag' in plan) && plan.rollback?.page === true
      ? [['services', name, 'plan', 'rollback', 'page']]
      : [],
  );
  return [...plans, ...services];
}
