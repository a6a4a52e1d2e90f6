import { everyCheck } from '../../card/checks.ts';
import { counted } from '../../prose.ts';
import type { Recorded, RolloutEventKind } from '../../rollout/events.ts';
import type { Plan } from '../../rollout/plan.ts';
import { formatDuration } from '../../time.ts';
import { heading, list, paragraph } from '../blocks.ts';
import { looksOf } from '../figures/metric-figures.ts';
import { careOf } from '../release/care.ts';
import type { Block } from '../tree.ts';
import { rollbackAccount } from './rollback.ts';

/** What went well and what needs care, by rules over the events. Lessons are drawn by people, or drafted by a model. */
export function wellAndCare(plan: Plan, events: readonly Recorded[]): Block[] {
  if (!has(events, 'stage-entered')) return [];
  const well = wentWell(plan, events);
  const care = careOf(plan, events);
  return [
    heading('What went well'),
    well.length === 0 ? paragraph('The rules of this report found nothing.') : list(well),
    heading('What needs care'),
    care.length === 0 ? paragraph('The rules of this report found nothing.') : list(care),
  ];
}

export function wentWell(plan: Plan, events: readonly Recorded[]): readonly string[] {
  return [
    ...stages(events),
    ...triggers(plan, events),
    ...data(plan, events),
    ...router(events),
    ...steps(events),
    ...rollback(events),
  ];
}

function has(events: readonly Recorded[], ...kinds: readonly RolloutEventKind[]): boolean {
  return events.some(({ event }) => kinds.includes(event.kind));
}

function stages(events: readonly Recorded[]): readonly string[] {
  const smooth = has(events, 'completed') && !has(events, 'stage-extended', 'promoted');
  return smooth ? ['Every stage passed without an extension and without a promotion by hand.'] : [];
}

function triggers(plan: Plan, events: readonly Recorded[]): readonly string[] {
  const acting = new Set(
    everyCheck(plan).flatMap(({ id, action }) => (action === 'rollback' || action === 'pause' ? [id] : [])),
  );
  const looks = looksOf(events).filter(({ event }) => event.stage !== null);
  const broken = looks.some(({ event }) =>
    event.verdicts.some(({ check, holdsSince }) => acting.has(check) && holdsSince !== null),
  );
  if (broken || acting.size === 0 || looks.length === 0) return [];
  return [`No trigger was broken at any of ${counted(looks.length, 'look')}.`];
}

function data(plan: Plan, events: readonly Recorded[]): readonly string[] {
  const acting = new Set(everyCheck(plan).flatMap(({ id, action }) => (action === 'warn' ? [] : [id])));
  const said = looksOf(events).flatMap(({ event }) =>
    event.verdicts.filter(({ check }) => acting.has(check)),
  );
  const silent = said.some(({ verdict }) => verdict === 'no-data');
  return silent || said.length === 0 ? [] : ['Every check that can act had data at every look.'];
}

function router(events: readonly Recorded[]): readonly string[] {
  if (has(events, 'drift-found', 'weight-refused')) return [];
  return ['The router took every weight at the first try, and the traffic never drifted.'];
}

function steps(events: readonly Recorded[]): readonly string[] {
  const ended = events.flatMap(({ event }) => (event.kind === 'step-finished' ? [event] : []));
  const again = events.some(({ event }) => event.kind === 'step-started' && event.attempt > 1);
  if (ended.length === 0 || again || ended.some(({ succeeded }) => !succeeded)) return [];
  return [`${counted(ended.length, 'step')} succeeded, each at the first attempt.`];
}

function rollback(events: readonly Recorded[]): readonly string[] {
  const account = rollbackAccount(events);
  if (account === null || account.safeAt === null) return [];
  const gradual = has(events, 'rollback-stepped');
  const took = formatDuration(account.safeAt - account.orderedAt);
  return gradual ? [] : [`No new request reached the new version ${took} after the rollback was ordered.`];
}
