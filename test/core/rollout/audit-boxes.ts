import { expect } from 'vitest';
import type { BoxList } from '../../../src/core/checklist/box.ts';
import type { Recorded } from '../../../src/core/rollout/events.ts';
import type { Plan } from '../../../src/core/rollout/plan.ts';

/** No stage is entered or left with a required box open, read from the events alone. */
export function auditBoxes(plan: Plan, log: readonly Recorded[]): void {
  for (const { seq, event } of log) {
    const before = log.slice(0, seq - 1);
    if (event.kind === 'stage-entered' && event.stage === 0) allTicked(plan.before, before);
    if (event.kind === 'stage-passed') allTicked(plan.stages[event.stage]?.checklist, before);
  }
}

function allTicked(list: BoxList | undefined, log: readonly Recorded[]): void {
  for (const box of list?.boxes ?? []) {
    if (!box.required) continue;
    const tick = log.findLast(({ event }) => event.kind === 'ticked' && event.box === box.id);
    const ticked = tick?.event.kind === 'ticked' && tick.event.done;
    if (box.evidence === null) {
      expect(ticked, `${box.id} was open`).toBe(true);
      continue;
    }
    const ci = log.findLast(({ event }) => event.kind === 'ci-observed')?.event;
    const state = ci?.kind === 'ci-observed' ? ci.state : null;
    expect(state === 'green' || (state === 'unknown' && ticked), `${box.id}: CI said ${state}`).toBe(true);
  }
}

/** Tasks are opened once, when the rollback is over, and people are reminded of none that is done. */
export function auditTasks(plan: Plan, log: readonly Recorded[]): void {
  const opened = log.filter(({ event }) => event.kind === 'tasks-opened');
  const back = log.find(({ event }) => event.kind === 'rolled-back');
  const expected = back === undefined || plan.rollback.tasks === undefined ? 0 : 1;
  expect(opened.length, 'follow-up tasks').toBe(expected);
  const open = new Set(plan.rollback.tasks?.list.map(({ text }) => text));
  let reminders = 0;
  for (const { seq, event } of log) {
    if (event.kind === 'task-done') {
      expect(seq).toBeGreaterThan(back?.seq ?? Number.POSITIVE_INFINITY);
      if (event.done) open.delete(event.text);
      else open.add(event.text);
    }
    if (event.kind !== 'task-reminded') continue;
    reminders += 1;
    expect(event.open.toSorted(), 'reminded of what is done').toEqual([...open].toSorted());
  }
  expect(reminders).toBeLessThanOrEqual(10);
}
