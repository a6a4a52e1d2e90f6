import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../dashboard/src/store/state.ts';
import { initialState, reduce } from '../../../dashboard/src/store/state.ts';
import { observingCard } from '../sample-cards.ts';
import { viewOf } from '../sample-view.ts';

const now = 1_800_000_000_000;

describe('the state of the page', () => {
  test('a card that was overtaken on the way is ignored', () => {
    const card = observingCard(now);
    const newer = viewOf({ ...card, seq: 40 }, now);
    const state = reduce(initialState, { kind: 'view', view: newer });
    expect(reduce(state, { kind: 'view', view: viewOf({ ...card, seq: 39 }, now) })).toBe(state);
  });

  test('a command sent again takes the place of its first attempt', () => {
    const exchange: Exchange = { key: 'a', at: now, text: 'status', answer: { kind: 'pending' } };
    const once = reduce(initialState, { kind: 'sent', exchange });
    const lost = reduce(once, { kind: 'answered', key: 'a', answer: { kind: 'failed', sentence: 'no' } });
    const again = reduce(lost, { kind: 'sent', exchange });
    expect(again.transcript).toEqual([exchange]);
  });

  test('signing out forgets everything but what was typed', () => {
    const exchange: Exchange = { key: 'a', at: now, text: 'status', answer: { kind: 'pending' } };
    const used = reduce(reduce(initialState, { kind: 'rollouts', rollouts: [observingCard(now)] }), {
      kind: 'sent',
      exchange,
    });
    const out = reduce(used, { kind: 'session', session: { kind: 'signed-out', sentence: null } });
    expect(out).toMatchObject({ rollouts: null, view: null, transcript: [exchange] });
  });
});
