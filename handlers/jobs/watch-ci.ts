import { assessCi, type CiVerdict } from '../../src/core/checklist/ci.ts';
import { ciAsked } from '../../src/core/checklist/ci-asked.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { CiReading, ReadCi } from '../../src/ports/ci.ts';

/** What CI says of the commit, as far as it is known by now; empty when no box that counts now asks for it. */
export type WatchCi = (rollout: Rollout, now: Instant) => readonly Finding[];

const every: Millis = 30_000;
/** Rollouts that are over are forgotten when there are more. */
const remembered = 500;

interface Known {
  readonly askedAt: Instant;
  readonly reading: CiReading | null;
}

/** Asks beside the looks, never in them: GitHub must not keep a canary's traffic from being judged. */
export function createWatchCi(readCi: ReadCi): WatchCi {
  const known = new Map<RolloutId, Known>();

  function ask(rollout: Rollout, source: NonNullable<Rollout['plan']['source']>, now: Instant): void {
    const before = known.get(rollout.id);
    if (before !== undefined && now - before.askedAt < every) return;
    const kept = before?.reading ?? null;
    known.delete(rollout.id);
    known.set(rollout.id, { askedAt: now, reading: kept });
    const oldest = known.keys().next().value;
    if (known.size > remembered && oldest !== undefined) known.delete(oldest);
    void readCi(source).then((reading) => {
      if (known.get(rollout.id)?.askedAt === now) known.set(rollout.id, { askedAt: now, reading });
    });
  }

  return (rollout, now) => {
    const { source } = rollout.plan;
    const asked = ciAsked(rollout);
    if (source === undefined || asked.length === 0) return [];
    ask(rollout, source, now);
    const reading = known.get(rollout.id)?.reading ?? null;
    return reading === null
      ? []
      : asked.map((names) => ({ kind: 'ci-found', names, verdict: verdictOf(reading, names) }));
  };
}

function verdictOf(reading: CiReading, names: readonly string[]): CiVerdict {
  return reading.kind === 'unknown'
    ? { state: 'unknown', sentence: reading.sentence }
    : assessCi(reading.checks, names, reading.unread);
}
