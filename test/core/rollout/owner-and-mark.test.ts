import { describe, expect, test } from 'vitest';
import { remarks } from '../../../src/core/card/remarks.ts';
import { PersonId } from '../../../src/core/ids.ts';
import type { Wish } from '../../../src/core/rollout/wish.ts';
import { decidedKinds, type Live, live } from './live.ts';

const bo = PersonId.parse('bo');
const context = { now: 0, personName: (id: PersonId) => (id === bo ? 'Bo' : id) };

function mark(one: Live, as: Extract<Wish, { kind: 'mark' }>['as'], reason: string | null = null) {
  return one.tell({ kind: 'mark', as, reason });
}

function over(end: 'completed' | 'rolled-back'): Live {
  const one = live({ rollback: { steps: [], every: 0 } });
  if (end === 'rolled-back') one.at(0.9);
  for (let look = 0; look < 12; look += 1) one.at(0.001, 5000);
  expect(one.rollout().phase.kind).toBe(end);
  return one;
}

test('a rollout is handed over, and its card names who answers for it when that is not the requester', () => {
  const one = live();
  expect(remarks(one.rollout(), context)).toEqual([]);
  const wish = { kind: 'hand-over', to: bo, name: 'Bo', reason: 'my shift ends' } as const;
  expect(one.tell(wish)).toMatchObject({ sentence: `Bo answers for ${one.id} from here on.` });
  expect(one.rollout().owner).toBe(bo);
  expect(remarks(one.rollout(), context)).toMatchObject([{ label: 'Owner', sentence: 'Bo answers for it.' }]);
  expect(decidedKinds(one.tell(wish))).toEqual([]);
});

describe('what a person says of a rollout that is over', () => {
  test('is refused where it cannot be so', () => {
    expect(mark(live(), 'sound')).toMatchObject({ code: 'not-over' });
    expect(mark(over('completed'), 'needless')).toMatchObject({ code: 'wrong-mark' });
    expect(mark(over('rolled-back'), 'escaped')).toMatchObject({ code: 'wrong-mark' });
  });

  test('stands on the card, and the last word counts', () => {
    const one = over('rolled-back');
    expect(decidedKinds(mark(one, 'needless', 'the exporter lied'))).toEqual(['marked']);
    expect(decidedKinds(mark(one, 'needless', 'the exporter lied'))).toEqual([]);
    expect(remarks(one.rollout(), context)[0]?.sentence).toBe(
      'ana says it was a rollback that was not needed: “the exporter lied”.',
    );
    expect(decidedKinds(mark(one, 'sound'))).toEqual(['marked']);
    expect(one.rollout().mark?.as).toBe('sound');
    expect(decidedKinds(mark(over('completed'), 'escaped'))).toEqual(['marked']);
  });
});
