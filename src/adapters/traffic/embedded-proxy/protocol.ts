import { z } from 'zod';
import { bucketCount } from '../../../core/judge/histogram.ts';
import { Segment, Target, Weight } from '../../../core/rollout/plan.ts';
import { Instant, Millis } from '../../../core/time.ts';

/** What the router adapter and the proxy say to each other. Both sides parse it. */

/** Targets are origins: requests keep their own path, so a path here would be silently lost. */
const ProxyTarget = Target.refine(({ url }) => isOrigin(url), {
  path: ['url'],
  error: 'must be an http:// or https:// address without path, query or credentials',
});

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    `${url.pathname}${url.search}${url.hash}${url.username}${url.password}` === '/'
  );
}

export const WantedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stable'), stable: ProxyTarget }),
  z
    .object({ kind: z.literal('split'), stable: ProxyTarget, canary: ProxyTarget, weight: Weight })
    .refine(({ stable, canary }) => stable.version !== canary.version && origin(stable) !== origin(canary), {
      path: ['canary'],
      error: 'must differ from stable in version and address, otherwise the two cannot be told apart',
    }),
]);

function origin(target: Target): string {
  return new URL(target.url).origin;
}

const token = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'must be a name as HTTP allows it');

export const RoutingRules = z.object({
  sticky: z.object({ cookie: token, lasts: Millis }).nullable(),
  header: token.nullable(),
  segments: z.array(Segment.extend({ header: token })),
  lease: Millis.positive(),
});
export type RoutingRules = z.infer<typeof RoutingRules>;

/**
 * An order. Only "everything to stable" may come without rules and fence: that is a person undoing by hand,
 * who must never be refused for knowing too little.
 */
export const Order = z
  .object({
    wanted: WantedSchema,
    routing: RoutingRules.optional(),
    fence: z.number().int().nonnegative().nullable().default(null),
  })
  .refine(
    (order) => order.wanted.kind === 'stable' || (order.routing !== undefined && order.fence !== null),
    {
      error: 'a split needs routing and fence',
    },
  );
export type Order = z.infer<typeof Order>;

export const ReadingAnswer = z.object({
  wanted: WantedSchema.nullable(),
  fence: z.number().int().nonnegative(),
  returned: z.string().nullable(),
});
export type ReadingAnswer = z.infer<typeof ReadingAnswer>;

const count = z.number().int().nonnegative();

/** What one version did for one cohort. */
export const CohortCounts = z.object({
  version: z.string(),
  cohort: z.string(),
  /** Requests given to the version, whether it could be reached or not. */
  given: count,
  /** Requests that ended (answered, failed, or left by the client before an answer) or whose answer is overdue. */
  requests: count,
  /** Answers by class, 1xx to 5xx. A failed connection counts as the 502 or 504 the client was given. */
  statuses: z.array(count).length(5),
  /** Status 500 and above, no answer at all or none within ten seconds, or an answer that broke off. */
  errors: count,
  /** Clients that went away before the answer, while it was not overdue: requests with the time they waited, no errors. */
  aborted: count,
  /** Milliseconds from the request's arrival to the answer's headers, over `latencyBoundaries`. */
  latencies: z.array(count).length(bucketCount),
});
export type CohortCounts = z.infer<typeof CohortCounts>;

/** Counts of all versions and cohorts, taken at one instant. */
export const MetricsAnswer = z.object({
  at: Instant,
  reading: ReadingAnswer,
  versions: z.array(
    z.object({
      version: z.string(),
      /** When the version was last handed a request: the proof that it is left alone. */
      acceptedAt: Instant.nullable(),
      /** Requests it was handed and has not answered. */
      inFlight: count,
    }),
  ),
  windows: z.array(
    z.object({
      window: Millis,
      /** What the counts really span: the window and up to a second more, or less while the proxy is young. */
      covered: Millis,
      cohorts: z.array(CohortCounts),
      /** Requests given to each version since the route was last changed, at most over the window. */
      unchanged: z.array(z.object({ version: z.string(), cohort: z.string(), given: count })),
    }),
  ),
});
export type MetricsAnswer = z.infer<typeof MetricsAnswer>;

/** What versions did since the proxy began, whatever was ordered meanwhile; none of one that was given nothing. */
export const TotalsAnswer = z.object({ at: Instant, cohorts: z.array(CohortCounts) });
export type TotalsAnswer = z.infer<typeof TotalsAnswer>;

export const RefusalAnswer = z.object({ code: z.string(), sentence: z.string() });
