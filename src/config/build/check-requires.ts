import type { Hours } from '../../core/calendar/hours.ts';
import { readHours } from '../../core/calendar/read-hours.ts';
import type { Stage } from '../../core/rollout/plan.ts';
import { signalsKept } from '../../core/signals/signal.ts';
import { formatDuration } from '../../core/time.ts';
import { error, type Path, type Report, warning } from '../mistake.ts';
import type { Building } from './building.ts';
import type { PlanSource } from './plan.ts';
import { buildSignals } from './signals.ts';

/** What a report that counts as a complaint is called. */
export const complaint = 'complaint';

/** Absent where nothing is said, so that the hashes of old plans stay. */
export function staffedOf({ staffed_hours: text }: PlanSource): { readonly staffed?: Hours } {
  const read = text === undefined ? null : readHours(text);
  return read?.kind === 'hours' ? { staffed: read.hours } : {};
}

export function requiresOf({ requires }: PlanSource['stages'][number]): Pick<Stage, 'requires'> {
  const { no_critical_alert_for: noCriticalAlertFor, no_complaint: noComplaint } = requires ?? {};
  if (noCriticalAlertFor === undefined && noComplaint !== true) return {};
  return {
    requires: {
      ...(noCriticalAlertFor === undefined ? {} : { noCriticalAlertFor }),
      ...(noComplaint === true ? { noComplaint } : {}),
    },
  };
}

/** Hours that can be read, and requirements that somebody tells of. */
export function checkRequires(plan: PlanSource, path: Path, { root, report }: Building): void {
  checkStaffed(plan, [...path, 'staffed_hours'], report);
  const signals = buildSignals(root);
  const tellsAlerts = signals.some((source) => source.kind === 'alertmanager' && source.incidents);
  const tellsComplaints = signals.some(
    (source) => source.kind === 'signed' && source.events.includes(complaint),
  );
  plan.stages.forEach(({ requires }, index) => {
    const at = [...path, 'stages', index, 'requires'];
    const { no_critical_alert_for: quiet, no_complaint: content } = requires ?? {};
    if (quiet !== undefined && quiet > signalsKept) {
      const most = formatDuration(signalsKept);
      const sentence = `Alerts are remembered for ${most}, so nobody knows of a longer time without one.`;
      report(
        error([...at, 'no_critical_alert_for'], 'window-long', sentence, { expected: `at most ${most}` }),
      );
    }
    if (quiet !== undefined && !tellsAlerts) {
      const sentence = 'Nobody under `signals` tells of alerts that are incidents, so this is always met.';
      report(warning([...at, 'no_critical_alert_for'], 'never-reported', sentence, { about: [['signals']] }));
    }
    if (content === true && !tellsComplaints) {
      const sentence = `Nobody under \`signals\` reports \`${complaint}\`, so this is always met.`;
      report(warning([...at, 'no_complaint'], 'never-reported', sentence, { about: [['signals']] }));
    }
  });
}

function checkStaffed({ staffed_hours: text }: PlanSource, path: Path, report: Report): void {
  const read = text === undefined ? null : readHours(text);
  if (read?.kind !== 'unreadable') return;
  report(error(path, 'unreadable-hours', read.sentence, { expected: 'hours with a time zone' }));
}
