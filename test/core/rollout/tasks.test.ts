import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardActions } from '../../../src/core/card/actions.ts';
import { nextLine } from '../../../src/core/card/next.ts';
import { nextLook, ownsTraffic } from '../../../src/core/rollout/next-look.ts';
import { reminders } from '../../../src/core/rollout/tasks.ts';
import type { Wish } from '../../../src/core/rollout/wish.ts';
import { type Live, live } from './live.ts';

const hour = 3_600_000;
const day = 24 * hour;
const plan = {
  rollback: {
    steps: [],
    every: 0,
    tasks: {
      within: day,
      list: [
        { id: 'root-cause', text: 'Root cause found' },
        { id: 'team', text: 'Team told' },
      ],
    },
  },
};

function rolledBack(overrides: Parameters<typeof live>[0] = plan): Live {
  const one = live(overrides);
  one.tell({ kind: 'rollback', reason: 'odd', gradual: false, isStable: false });
  one.look(0);
  one.look(0);
  return one;
}

const said = (item: string, done = true): Wish => ({ kind: 'task', item, done });

/** Lets the worker come exactly when it asked to. @returns after how long each reminder came */
function reminded(one: Live, looks: number): readonly number[] {
  const began = one.world.now;
  const at: number[] = [];
  for (let n = 0; n < looks; n += 1) {
    const next = nextLook(one.rollout(), one.world.now);
    if (next === null) break;
    one.world.now = next;
    const events = one.world.find(one.rollout(), { kind: 'time' });
    if (events.some(({ kind }) => kind === 'task-reminded')) at.push(one.world.now - began);
  }
  return at;
}

describe('follow-up tasks', () => {
  it('are opened when the rollback is over, and own no traffic', () => {
    const one = rolledBack();
    expect(one.kinds().slice(-2)).toEqual(['rolled-back', 'tasks-opened']);
    expect(ownsTraffic(one.rollout())).toBe(false);
    expect(nextLine(one.rollout())).toMatchObject({ at: one.world.now + day });
    expect(nextLine(one.rollout()).sentence).toContain('2 of 2 follow-up tasks are open');
    expect(cardActions(one.rollout()).map(({ command }) => command)).toEqual([
      `done ${one.id} root-cause`,
      `done ${one.id} team`,
    ]);
  });

  it('are none where the plan says none, and then nobody looks again', () => {
    const one = rolledBack({});
    expect(one.kinds().at(-1)).toBe('rolled-back');
    expect(nextLook(one.rollout(), one.world.now)).toBeNull();
    expect(one.tell(said('1'))).toMatchObject({ code: 'no-tasks' });
  });

  it('remind at half time, an hour before the deadline, at it, and then daily for a week', () => {
    const late = [1, 2, 3, 4, 5, 6, 7].map((n) => day + n * day);
    expect(reminded(rolledBack(), 50)).toEqual([12 * hour, 23 * hour, day, ...late]);
  });

  it('remind once after an outage, and of what is open alone', () => {
    const one = rolledBack();
    one.tell(said('team'));
    one.world.now += 3 * day;
    const events = one.world.find(one.rollout(), { kind: 'time' });
    expect(events).toEqual([expect.objectContaining({ kind: 'task-reminded', open: ['Root cause found'] })]);
  });

  it('remind nobody once all are done; one that is opened again is reminded of again', () => {
    const one = rolledBack();
    expect(one.tell(said('1')).sentence).toContain('1 follow-up task');
    expect(one.tell(said('told')).sentence).toContain('All follow-up tasks');
    expect(nextLook(one.rollout(), one.world.now)).toBeNull();
    one.tell(said('told', false));
    expect(nextLook(one.rollout(), one.world.now)).toBe(one.world.now + 12 * hour);
  });

  it('are said done once', () => {
    const one = rolledBack();
    one.tell(said('1'));
    expect(one.tell(said('1'))).toMatchObject({ kind: 'decided', events: [] });
  });

  it('are reminded of in ascending order, never before they were opened, at most ten times', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 * day }), fc.nat({ max: 10 * day }), (openedAt, within) => {
        const all = reminders({ openedAt, due: openedAt + within });
        expect(all.length).toBeLessThanOrEqual(10);
        expect(all).toContain(openedAt + within);
        expect([...all].sort((a, b) => a - b)).toEqual(all);
        expect(Math.min(...all)).toBeGreaterThanOrEqual(openedAt);
      }),
    );
  });
});
