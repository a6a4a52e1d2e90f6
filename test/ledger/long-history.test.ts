import { expect, test } from 'vitest';
import type { Recorded } from '../../src/core/rollout/events.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import type { Store } from '../../src/ports/store.ts';
import { aPerson, aRequest, aRolloutId } from '../builders/events.ts';

test('a rollout is folded part by part from a history that comes in parts', async () => {
  const id = aRolloutId();
  const events = Array.from({ length: 7 }, (_, index): Recorded => {
    const event = index === 0 ? aRequest(id) : ({ kind: 'noted', text: `${index}` } as const);
    return { seq: index + 1, at: 1000, actor: aPerson(), event };
  });
  const asked: number[] = [];
  const store = {
    readOn: async (_rollout: unknown, after: number) => {
      asked.push(after);
      const part = events.slice(after, after + 3);
      return { nextAt: after, events: part, more: part.length === 3 };
    },
  } as unknown as Store;
  const ledger = createLedger({
    store,
    queue: { add: async () => undefined },
    personName: String,
    log: { warn: () => undefined } as never,
  });
  expect(await ledger.read(id)).toMatchObject({ rollout: { seq: 7 }, nextAt: 6 });
  expect(asked).toEqual([0, 3, 6]);
});
