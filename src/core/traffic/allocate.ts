import type { Routing } from '../rollout/plan.ts';
import type { Wanted } from '../rollout/wanted.ts';
import { bucketOfDraw, nextDraw, servedByCanary } from './bucket.ts';

/** How requests find a version besides the weight. */
export type Rules = Pick<Routing, 'sticky' | 'header' | 'segments'>;

/** What the decision looks at in a request. */
export interface Asked {
  /** The value of a header, its name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** The bucket the client's sticky cookie carries; null without a valid one. */
  readonly bucket: number | null;
}

/** Where each cohort's sequence of buckets stands. One sequence each, so that no cohort skews another's split. */
export type Draws = Readonly<Record<string, number>>;

export interface Allocation {
  readonly side: 'stable' | 'canary';
  /** `weight` is unpinned; `header` and `segment:<name>` are pinned and left out of every comparison. */
  readonly cohort: string;
  /** The bucket the client was served by; null when no bucket was looked at. */
  readonly bucket: number | null;
  readonly draws: Draws;
}

/**
 * Which side serves a request. Stable means stable: no header, cookie or segment changes it. In a split the
 * version header comes first, then the first segment that matches, then the weight.
 */
export function allocate(now: Wanted, rules: Rules, asked: Asked, draws: Draws): Allocation {
  if (now.kind === 'stable') return { side: 'stable', cohort: 'weight', bucket: null, draws };
  const named = rules.header === null ? undefined : asked.header(rules.header.toLowerCase());
  if (named === now.canary.version) return { side: 'canary', cohort: 'header', bucket: null, draws };
  if (named === now.stable.version) return { side: 'stable', cohort: 'header', bucket: null, draws };
  const segment = rules.segments.find((one) => {
    const value = asked.header(one.header.toLowerCase());
    return value !== undefined && one.values.includes(value);
  });
  const cohort = segment === undefined ? 'weight' : `segment:${segment.name}`;
  return byBucket(cohort, segment?.weight ?? now.weight, asked.bucket, draws);
}

function byBucket(cohort: string, weight: number, known: number | null, draws: Draws): Allocation {
  if (known !== null) return { side: sideOf(known, weight), cohort, bucket: known, draws };
  const draw = nextDraw(draws[cohort] ?? 0);
  const bucket = bucketOfDraw(draw);
  return { side: sideOf(bucket, weight), cohort, bucket, draws: { ...draws, [cohort]: draw } };
}

function sideOf(bucket: number, weight: number): 'stable' | 'canary' {
  return servedByCanary(bucket, weight) ? 'canary' : 'stable';
}
