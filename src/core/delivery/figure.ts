import { z } from 'zod';

/** Shares are fractions, durations milliseconds, rates per week. */
export const FigureUnit = z.enum(['share', 'duration', 'per-week']);
export type FigureUnit = z.infer<typeof FigureUnit>;

export const figureNames = {
  deployments: 'Deployment frequency',
  lead_time: 'Lead time',
  change_failure: 'Change failure rate',
  time_to_restore: 'Time to restore',
  success: 'Successful releases',
  rollback_rate: 'Rollback rate',
  caught_in_canary: 'Issues caught in canary',
  false_positives: 'False alarms',
  canary_duration: 'Canary duration',
  approval_waiting: 'Waiting for approval',
  automatic_rollback_success: 'Automatic rollbacks that succeed',
  automatic_rollback: 'Duration of automatic rollbacks',
} as const;
export type FigureName = keyof typeof figureNames;

export const Figure = z.object({
  name: z.enum(Object.keys(figureNames) as [FigureName, ...FigureName[]]),
  unit: FigureUnit,
  /** Null where nothing happened that could be counted. */
  value: z.number().nullable(),
  /** Of durations: what 95 of 100 stay within. */
  p95: z.number().nullable(),
  /** How many it is made of: of a share the whole, of a duration the cases. */
  n: z.number().int(),
  /** What `n` counts: `releases that reached everybody`. */
  of: z.string(),
  /** What the reader should know besides; empty for nothing. */
  note: z.string(),
  /** What belay.yml wants of it; null without a target. `met` null where there is nothing to hold against it. */
  target: z.object({ text: z.string(), met: z.boolean().nullable() }).nullable(),
});
export type Figure = z.infer<typeof Figure>;

export const Week = z.object({
  /** Monday, 00:00 UTC. */
  from: z.number(),
  deployments: z.number().int(),
  rolledBack: z.number().int(),
});
export type Week = z.infer<typeof Week>;

export const DeliveryReport = z.object({
  service: z.string().nullable(),
  environments: z.array(z.string()),
  since: z.number(),
  until: z.number(),
  figures: z.array(Figure),
  weeks: z.array(Week),
});
export type DeliveryReport = z.infer<typeof DeliveryReport>;
