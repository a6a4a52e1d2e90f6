import { describe, expect, it } from 'vitest';
import { PersonId } from '../../../src/core/ids.ts';
import { mostReminders } from '../../../src/core/notices/told-notice.ts';
import { decideWish } from '../../../src/core/rollout/decide-person.ts';
import { belay, project } from '../../../src/core/rollout/decision.ts';
import { nextLook } from '../../../src/core/rollout/next-look.ts';
import { progress } from '../../../src/core/rollout/progress.ts';
import type { Phase, Rollout } from '../../../src/core/rollout/state.ts';
import type { Person, Wish } from '../../../src/core/rollout/wish.ts';
import { aRollout, examplePhases, noon } from '../../builders/rollout.ts';

const ana: Person = { kind: 'person', person: PersonId.parse('ana'), roles: [], place: 'console' };
const every = 30 * 60_000;
const wish = (more: Partial<Extract<Wish, { kind: 'notice' }>> = {}): Wish => ({
  kind: 'notice',
  template: 'incident',
  subject: 's',
  body: 'b',
  through: [],
  late: 0,
  start: noon,
  end: null,
  draftedAt: noon,
  updateEvery: every,
  resolved: false,
  ...more,
});

function following(rollout: Rollout, wished: Wish, now: number): Rollout {
  const decision = decideWish(rollout, wished, ana, now);
  if (decision.kind === 'refused') throw new Error(decision.sentence);
  return project(rollout, decision.events, belay, now);
}

const dueAt = (rollout: Rollout, now: number) =>
  progress(rollout, now).filter(({ kind }) => kind === 'notice-due');
const over = (kind: Phase['kind']) => aRollout({ phase: examplePhases[kind] });

describe('customers who wait to hear more', () => {
  it.each(['rolled-back', 'completed', 'cancelled'] as const)('are thought of when it is %s', (kind) => {
    const told = following(over(kind), wish(), noon);
    expect(nextLook(told, noon)).toBe(noon + every);
    expect(dueAt(told, noon + every - 1)).toEqual([]);
    expect(dueAt(told, noon + every)).toEqual([
      { kind: 'notice-due', template: 'incident', since: noon, last: false },
    ]);
  });

  it('are thought of again after each while, once after an outage, and not for ever', () => {
    let told = following(over('rolled-back'), wish(), noon);
    const at: number[] = [];
    for (let now = noon; now < noon + 3 * mostReminders * every; now += 5 * 60_000) {
      const due = dueAt(told, now);
      if (due.length === 0) continue;
      expect(due).toHaveLength(1);
      at.push(now - noon);
      told = project(told, due, belay, now);
    }
    expect(at.slice(0, 3)).toEqual([every, 2 * every, 3 * every]);
    expect(at).toHaveLength(mostReminders);
    expect(nextLook(told, noon + 9 * mostReminders * every)).toBeNull();
    expect(dueAt(following(over('rolled-back'), wish(), noon), noon + 7 * every)).toHaveLength(1);
  });

  it('hear more, which begins the wait anew, until it is over', () => {
    const told = following(over('rolled-back'), wish(), noon);
    const more = following(told, wish({ draftedAt: noon + 1 }), noon + every - 1);
    expect(dueAt(more, noon + every)).toEqual([]);
    expect(dueAt(more, noon + 2 * every)).toHaveLength(1);
    const end = following(
      more,
      wish({ draftedAt: noon + 2, resolved: true, updateEvery: null }),
      noon + every,
    );
    expect(nextLook(end, noon + every)).toBeNull();
    expect(dueAt(end, noon + 99 * every)).toEqual([]);
  });

  it('wait for nothing that was not promised', () => {
    const told = following(over('completed'), wish({ updateEvery: null }), noon);
    expect(dueAt(told, noon + 99 * every)).toEqual([]);
  });
});

describe('a draft', () => {
  it('is sent once', () => {
    const told = following(over('rolled-back'), wish(), noon);
    expect(decideWish(told, wish(), ana, noon + 1)).toMatchObject({
      kind: 'refused',
      code: 'already-sent',
    });
    expect(decideWish(told, wish({ template: 'other' }), ana, noon + 1)).toMatchObject({
      kind: 'decided',
    });
  });

  it('that says that it is over needs something that customers were told of', () => {
    const decision = decideWish(over('rolled-back'), wish({ resolved: true }), ana, noon);
    expect(decision).toMatchObject({ kind: 'refused', code: 'nothing-told' });
  });
});
