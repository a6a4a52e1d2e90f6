import { expect, test } from 'vitest';
import { createMoveTraffic } from '../../../handlers/jobs/move-traffic.ts';
import type { Wanted } from '../../../src/core/rollout/wanted.ts';
import type { Router } from '../../../src/ports/router.ts';
import { aTarget } from '../../builders/plan.ts';
import { aRollout, examplePhases, noon } from '../../builders/rollout.ts';

/** A router that has followed orders of a time which this machine's clock has not reached yet. */
function aheadRouter(): Router & { readonly orders: number[] } {
  const fence = (noon + 3_600_000) * 1000;
  const orders: number[] = [];
  let wanted: Wanted = { kind: 'stable', stable: aTarget('v9') };
  return {
    orders,
    read: async () => ({ wanted, fence, returned: null }),
    apply: async (_routing, order, given) => {
      orders.push(given - fence);
      wanted = order;
    },
    observe: async () => ({ weight: 0, observed: null, requests: 0 }),
    undoByHand: () => [],
  };
}

test('a clock that was set back does not keep traffic from going back', async () => {
  const router = aheadRouter();
  const phase = { ...examplePhases['rolling-back'], weight: 0 };
  await createMoveTraffic(() => router)(aRollout({ stable: aTarget('v1'), ownsSince: noon, phase }));
  expect(router.orders[0]).toBeGreaterThanOrEqual(0);
});

test('an order that moves traffic to the canary stays older than what the router follows', async () => {
  const router = aheadRouter();
  const phase = examplePhases.observing;
  await createMoveTraffic(() => router)(aRollout({ stable: aTarget('v1'), ownsSince: noon, phase }));
  expect(router.orders[0]).toBeLessThan(0);
});
