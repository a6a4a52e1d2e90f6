import { describe, expect, test } from 'vitest';
import { defaultRollout } from '../../../dashboard/src/store/default-rollout.ts';
import { completedCard, ids, observingCard, rolledBackCard, waitingCard } from '../sample-cards.ts';

const now = 1_800_000_000_000;

describe('what is shown while nobody has chosen', () => {
  test('the newest live rollout, else the newest, else nothing', () => {
    expect(defaultRollout([rolledBackCard(now), waitingCard(now)], null)).toBe(ids.checkout);
    expect(defaultRollout([rolledBackCard(now), completedCard(now)], null)).toBe(ids.payments);
    expect(defaultRollout([], null)).toBeNull();
  });

  test('a live one stays although a younger one begins', () => {
    expect(defaultRollout([observingCard(now), waitingCard(now)], ids.checkout)).toBe(ids.checkout);
  });

  test('one that is over gives way to a younger live one only', () => {
    const over = { ...rolledBackCard(now), requestedAt: now - 1000 };
    expect(defaultRollout([over, observingCard(now)], over.rollout)).toBe(over.rollout);
    const young = { ...observingCard(now), requestedAt: now };
    expect(defaultRollout([young, over], over.rollout)).toBe(young.rollout);
  });
});
