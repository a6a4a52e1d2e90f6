import { expect, it } from 'vitest';
import { watchBudgetsOnce } from '../../../handlers/jobs/watch-budgets.ts';
import { EnvironmentName, ServiceName } from '../../../src/core/ids.ts';
import type { RolloutEvent } from '../../../src/core/rollout/events.ts';
import { aStanding } from '../../builders/budget.ts';
import { aLog } from '../../builders/log.ts';
import { aRollout, noon } from '../../builders/rollout.ts';

const slot = { service: ServiceName.parse('api'), environment: EnvironmentName.parse('production') };
const minute = 60_000;

/** One slot whose budget has 8 % left, watched by a worker of the test. */
function watched({ live = true, leased = true, fails = false, conflicts = 0 } = {}) {
  const written: RolloutEvent['kind'][] = [];
  const looked = new Map<typeof slot, number>();
  const log = aLog();
  let reads = 0;
  let now = noon;
  let refused = 0;
  const rollout = aRollout();
  const parts = {
    slots: [slot],
    budgets: {
      gating: async () => {
        reads += 1;
        if (fails) throw new Error('the store is away');
        return [aStanding(0.08)];
      },
      read: async () => [],
      kept: async () => [],
    },
    ledger: {
      load: async () => rollout,
      read: async () => null,
      write: async (_: unknown, events: readonly RolloutEvent[]) => {
        refused += 1;
        if (refused <= conflicts) return { kind: 'conflict' } as const;
        written.push(...events.map(({ kind }) => kind));
        return { kind: 'written', rollout } as const;
      },
    },
    index: { owner: async () => (live ? { ...slot, ...rowOf(rollout.id) } : null) },
    leases: { acquire: async () => leased, release: async () => undefined },
    holder: 'one',
    clock: () => now,
    log,
  };
  return {
    written,
    log,
    reads: () => reads,
    look: async (after = 0) => {
      now += after;
      await watchBudgetsOnce(parts, looked);
    },
  };
}

function rowOf(id: ReturnType<typeof aRollout>['id']) {
  return {
    id,
    version: aRollout().plan.canary.version,
    phase: 'observing' as const,
    owns: true,
    open: true,
    requestedAt: noon,
    train: null,
    nextAt: null,
  };
}

it('reads the budgets of a live rollout every minute, and writes what follows', async () => {
  const world = watched();
  await world.look();
  await world.look(minute);
  expect(world.reads()).toBe(2);
  expect(world.written.slice(0, 2)).toEqual(['budget-measured', 'paused']);
});

it('reads them every five minutes where nothing is live, so that a freeze is noticed', async () => {
  const world = watched({ live: false });
  for (let count = 0; count < 11; count += 1) await world.look(minute);
  expect(world.reads()).toBe(3);
  expect(world.written).toEqual([]);
});

it('leaves them to the worker that has them', async () => {
  const world = watched({ leased: false });
  await world.look();
  expect(world.reads()).toBe(0);
});

it('decides again when somebody else wrote first', async () => {
  const world = watched({ conflicts: 2 });
  await world.look();
  expect(world.written).toEqual(['budget-measured', 'paused']);
});

it('survives what cannot be read, says so, and goes on at the next look', async () => {
  const world = watched({ fails: true });
  await world.look();
  await world.look(minute);
  expect(world.reads()).toBe(2);
  expect(world.log.lines.join('\n')).toContain('could not be watched');
});
