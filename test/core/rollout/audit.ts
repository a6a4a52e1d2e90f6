import { expect } from 'vitest';
import { stageChecks } from '../../../src/core/judge/stage-checks.ts';
import type { Actor, Recorded, RolloutEvent } from '../../../src/core/rollout/events.ts';
import type { Plan } from '../../../src/core/rollout/plan.ts';
import type { Instant } from '../../../src/core/time.ts';
import { auditBoxes, auditTasks } from './audit-boxes.ts';
import { auditGates, isByPeople } from './audit-gates.ts';

type Kind = RolloutEvent['kind'];
type Of<K extends Kind> = Extract<RolloutEvent, { kind: K }>;

/** A log with what it began with, read from the events alone and without the code that made them. */
interface Audited {
  readonly plan: Plan;
  readonly requester: Actor;
  readonly log: readonly Recorded[];
}

/** Reads the raw log as an auditor would and fails when it shows something that must never be. */
export function audit(log: readonly Recorded[]): void {
  const first = log[0];
  if (first?.event.kind !== 'requested') throw new Error('a log begins with the request');
  const audited = { plan: first.event.plan, requester: first.actor, log };
  log.forEach(({ seq }, index) => {
    expect(seq).toBe(index + 1);
  });
  auditGates(audited);
  auditStages(audited);
  auditPauses(audited);
  auditExtensions(audited);
  auditSteps(audited);
  auditEnd(audited);
  auditBoxes(audited.plan, log);
  auditTasks(audited.plan, log);
}

function find<K extends Kind>(log: readonly Recorded[], kind: K): readonly Recorded<Of<K>>[] {
  return log.filter((one): one is Recorded<Of<K>> => one.event.kind === kind);
}

/** Stages follow one another, and one is left because people opened its gate or said so, or because all is shown. */
function auditStages({ plan, log }: Audited): void {
  find(log, 'stage-entered').forEach(({ event }, index) => {
    expect(event.stage).toBe(index);
  });
  for (const passed of find(log, 'stage-passed')) {
    const { stage } = passed.event;
    const visit = visitOf(log.slice(0, passed.seq), stage);
    const opened = find(visit, 'gate-opened').length > 0;
    if (plan.stages[stage]?.gate != null) expect(opened, 'a gate was passed').toBe(true);
    const byPerson = find(visit, 'promoted').length > 0;
    if (!opened && !byPerson) {
      auditProof(plan, stage, visit, passed.at, mutedIn(log.slice(0, passed.seq)));
      const skipped = find(log.slice(0, passed.seq), 'promoted').some(({ event }) => event.all);
      if (!skipped)
        expect(activeTime(visit, passed.at)).toBeGreaterThanOrEqual(plan.stages[stage]?.hold ?? 0);
    }
  }
}

/** The events since the router confirmed the stage's weight. */
function visitOf(log: readonly Recorded[], stage: number): readonly Recorded[] {
  const confirmed = find(log, 'weight-confirmed').findLast(({ event }) => event.stage === stage);
  expect(confirmed, 'a stage was passed that the router never confirmed').toBeDefined();
  return log.slice((confirmed?.seq ?? 1) - 1);
}

/** Nothing is promoted merely because no trigger fired. */
function auditProof(
  plan: Plan,
  stage: number,
  visit: readonly Recorded[],
  at: Instant,
  muted: ReadonlySet<string>,
): void {
  const measured = find(visit, 'measured').at(-1);
  expect(measured?.at, 'promoted on an old measurement').toBe(at);
  const acting = stageChecks(plan, stage).filter(({ action }) => action !== 'warn');
  for (const { id } of acting.filter((check) => !muted.has(check.id))) {
    const verdict = measured?.event.verdicts.find(({ check }) => check === id);
    expect(verdict?.verdict, `promoted although ${id} did not pass`).toBe('pass');
  }
  for (const { name } of plan.probes.filter(({ critical, kind }) => critical && kind !== 'startup')) {
    const last = find(visit, 'measured')
      .flatMap(({ event }) => event.probes)
      .findLast((probe) => probe.name === name);
    if (last !== undefined) expect(last.healthy, `promoted although ${name} failed`).toBe(true);
  }
}

/** Checks that were not believed at the end of these events. */
function mutedIn(log: readonly Recorded[]): ReadonlySet<string> {
  const muted = new Set<string>();
  for (const { event } of log) {
    if (event.kind === 'muted') muted.add(event.check);
    if (event.kind === 'unmuted') muted.delete(event.check);
  }
  return muted;
}

function activeTime(visit: readonly Recorded[], until: Instant): number {
  let active = 0;
  let since: Instant | null = visit[0]?.at ?? 0;
  for (const { at, event } of visit) {
    if (event.kind === 'paused' && since !== null) {
      active += at - since;
      since = null;
    }
    if (event.kind === 'resumed') since = at;
  }
  return active + (since === null ? 0 : until - since);
}

const forbiddenWhilePaused = new Set<Kind>([
  'stage-entered',
  'weight-confirmed',
  'stage-passed',
  'stage-extended',
  'approval-requested',
  'gate-expired',
  'promoted',
  'completed',
]);

function auditPauses({ log }: Audited): void {
  let paused = false;
  for (const { event } of log) {
    if (paused) expect(forbiddenWhilePaused, 'it went on while it was paused').not.toContain(event.kind);
    if (event.kind === 'paused') paused = true;
    if (event.kind === 'resumed' || event.kind === 'rollback-ordered') paused = false;
  }
}

function auditExtensions({ plan, log }: Audited): void {
  plan.stages.forEach((stage, index) => {
    const extended = find(log, 'stage-extended').filter(
      (one) => one.event.stage === index && !isByPeople(log, one),
    );
    expect(extended.length).toBeLessThanOrEqual(stage.unmet.extensions);
  });
}

/** A step ends at most once for each time it began, and what was begun is undone before a rollback is over. */
function auditSteps({ plan, log }: Audited): void {
  for (const { seq, event } of find(log, 'step-finished')) {
    const same = ({ event: other }: Recorded<Of<'step-started'> | Of<'step-finished'>>) =>
      other.phase === event.phase && other.step === event.step;
    const begun = find(log.slice(0, seq), 'step-started').findLast(same);
    const ended = find(log.slice(0, seq - 1), 'step-finished').findLast(same);
    expect(begun?.seq ?? 0, 'a step ended that had not begun').toBeGreaterThan(ended?.seq ?? 0);
  }
  if (find(log, 'rolled-back').length === 0) return;
  const begun = find(log, 'step-started')
    .filter(({ event }) => event.phase === 'prepare' && event.attempt === 1)
    .filter(({ event }) => plan.prepare[event.step]?.undo != null);
  const undone = find(log, 'step-finished').filter(({ event }) => event.phase === 'undo');
  expect(undone.map(({ event }) => event.name)).toEqual(begun.map(({ event }) => event.name).toReversed());
}

/** A rollback is not turned round, and completion comes after the last stage and every verification. */
function auditEnd({ plan, log }: Audited): void {
  const ordered = find(log, 'rollback-ordered')[0];
  const forward = new Set<Kind>(['stage-entered', 'stage-passed', 'completed', 'promoted', 'gate-opened']);
  for (const { seq, event } of log) {
    if (ordered !== undefined && seq > ordered.seq)
      expect(forward, 'it went forward after a rollback was ordered').not.toContain(event.kind);
  }
  const completed = find(log, 'completed')[0];
  if (completed === undefined) return;
  const before = log.slice(0, completed.seq);
  expect(find(before, 'stage-passed').at(-1)?.event.stage).toBe(plan.stages.length - 1);
  const verified = find(before, 'step-finished').filter(({ event }) => event.phase === 'verify');
  expect(verified.map(({ event }) => [event.step, event.succeeded])).toEqual(
    plan.verify.map((_, n) => [n, true]),
  );
}
