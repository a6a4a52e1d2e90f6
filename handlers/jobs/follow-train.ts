import { setTimeout as sleep } from 'node:timers/promises';
import { versionWords } from '../../src/core/card/version-words.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import { criticalProbes } from '../../src/core/rollout/probe-streaks.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import { trainOrder } from '../../src/core/trains/back.ts';
import { type InTrain, inTrain } from '../../src/core/trains/members.ts';
import type { FindStable } from '../../src/ledger/find-stable.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { trainMembers } from '../../src/ledger/train-members.ts';
import type { RunProbe } from '../../src/ports/measure.ts';
import type { RolloutIndex } from '../../src/ports/store.ts';

/** What a failure elsewhere in its train means for a rollout now. */
export interface Followed {
  readonly finding: Finding | null;
  /** When to look again at the latest; null when nothing is awaited. */
  readonly lookAt: Instant | null;
}

export type FollowTrain = (rollout: Rollout, now: Instant) => Promise<Followed>;

interface Parts {
  readonly ledger: Pick<Ledger, 'load'>;
  readonly index: Pick<RolloutIndex, 'owner'>;
  readonly findStable: FindStable;
  readonly runProbe: RunProbe;
}

/** The way forward is decided after this; a breach of its own is looked for meanwhile. */
const patience: Millis = 500;
/** Nothing is looked for in a completed rollout, and what it goes back to has to answer first. */
const patienceWhenCompleted: Millis = 30_000;
const again: Millis = 10_000;
const nothing: Followed = { finding: null, lookAt: null };

export function createFollowTrain(parts: Parts): FollowTrain {
  return async (rollout, now) => {
    if (!inTrain(rollout)) return nothing;
    const late = new AbortController();
    const followed = await Promise.race([
      follow(parts, rollout, now).catch(() => null),
      sleep(rollout.phase.kind === 'completed' ? patienceWhenCompleted : patience, null, {
        signal: late.signal,
      }).catch(() => null),
    ]);
    late.abort();
    return followed ?? { finding: null, lookAt: now + again };
  };
}

async function follow(parts: Parts, rollout: InTrain, now: Instant): Promise<Followed> {
  const members = await trainMembers(parts.ledger, rollout.train, rollout);
  const order = trainOrder(rollout, members, now);
  if (order === null) return nothing;
  if (order.kind === 'wait') return { finding: null, lookAt: order.until };
  const { failed, sentence } = order;
  if (order.kind === 'back' && rollout.phase.kind === 'completed') {
    if (!(await stillServes(parts, rollout))) return nothing;
    const down = await previousIsDown(parts, rollout);
    if (down !== null) {
      const stuck = `${sentence}, and ${rollout.plan.service} cannot follow: ${down}`;
      return {
        finding: { kind: 'train-failed', failed, order: 'stuck', sentence: stuck },
        lookAt: now + again,
      };
    }
  }
  return { finding: { kind: 'train-failed', failed, order: order.kind, sentence }, lookAt: null };
}

/** What was released since is not taken back with it. */
async function stillServes({ index, findStable }: Parts, { plan }: Rollout): Promise<boolean> {
  const [stable, owner] = await Promise.all([findStable(plan), index.owner(plan)]);
  return owner === null && stable?.version === plan.canary.version;
}

/** While a rollout is live its stable version serves people; after that nobody has looked whether it still could. */
async function previousIsDown({ runProbe }: Parts, { plan, stable }: Rollout): Promise<string | null> {
  if (stable === null) return 'nobody knows its previous version';
  const results = await Promise.all(criticalProbes(plan).map((probe) => runProbe(probe, stable)));
  const failed = results.find(({ healthy }) => !healthy);
  return failed === undefined
    ? null
    : `${versionWords(stable.version)} does not answer as it should (probe ${failed.name}: ${failed.sentence})`;
}
