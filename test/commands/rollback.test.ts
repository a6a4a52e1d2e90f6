import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Call, Desk } from '../../commands/command.ts';
import { rollback } from '../../commands/rollback.ts';
import { runProbe } from '../../src/adapters/metrics/probes.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { aPlan, aTarget } from '../builders/plan.ts';
import { aRollout, noon } from '../builders/rollout.ts';

const probe = { name: 'alive', kind: 'live', path: '/health', critical: true } as const;
const timing = { delay: 0, every: 1000, timeout: 1000, failures: 3, successes: 1 };

function completed(previous: string): Rollout {
  return aRollout({
    plan: aPlan({ probes: [{ ...probe, ...timing }] }),
    stable: aTarget('v1', previous),
    completedAt: noon,
    phase: { kind: 'completed', since: noon, keptUntil: noon + 600_000, kept: true },
  });
}

/** What the command needs of a desk, around one rollout. */
function roll(rollout: Rollout, flags: Record<string, true>): Promise<Reply> {
  const { service, environment, canary } = rollout.plan;
  const desk = {
    access: { general: { rollback: 'anyone' }, environments: {} },
    store: { find: async () => ({ id: rollout.id, service, environment }) },
    ledger: { load: async () => rollout, write: async () => ({ kind: 'written', rollout }) },
    findStable: async () => canary,
    runProbe,
    moveNow: async () => null,
    blind: { answers: () => true },
  } as unknown as Desk;
  const speaker = { person: 'ana', name: 'Ana', roles: [] };
  const actor = { kind: 'person', person: 'ana', roles: [], place: 'console' };
  const parsed = { kind: 'command', spec: rollback.spec, args: { target: rollout.id }, flags };
  return rollback.run({ parsed, speaker, actor, now: noon } as unknown as Call, desk);
}

test('a completed rollout is not rolled back to a version that is down, unless somebody insists', async () => {
  const nobody = completed('http://127.0.0.1:9');
  expect(await roll(nobody, {})).toMatchObject({ kind: 'refused', code: 'previous-down' });
  expect(await roll(nobody, { force: true })).toMatchObject({ kind: 'done' });
});

test('it is rolled back to a version that answers', async () => {
  const previous = createServer((_, response) => response.end('well')).listen(0, '127.0.0.1');
  await new Promise((resolve) => previous.once('listening', resolve));
  const { port } = previous.address() as AddressInfo;
  expect(await roll(completed(`http://127.0.0.1:${port}`), {})).toMatchObject({ kind: 'done' });
  previous.close();
});
