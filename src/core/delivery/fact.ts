import { z } from 'zod';
import { EnvironmentName, RolloutId, ServiceName } from '../ids.ts';
import { Instant } from '../time.ts';

/** What the delivery figures go by: a few kinds of events, without what they do not need. */
export const DeliveryEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('requested'),
    service: ServiceName,
    environment: EnvironmentName,
    committedAt: Instant.nullable(),
  }),
  z.object({ kind: z.literal('stage-entered'), weight: z.number() }),
  z.object({ kind: z.literal('completed') }),
  z.object({
    kind: z.literal('rollback-ordered'),
    cause: z.string(),
    /** Since when the check that ordered it had been broken without a break; null where that was something else. */
    breachedAt: Instant.nullable(),
  }),
  z.object({ kind: z.literal('safe') }),
  z.object({ kind: z.literal('rolled-back') }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('approval-requested'), gate: z.number() }),
  z.object({ kind: z.literal('gate-opened'), gate: z.number() }),
  z.object({ kind: z.literal('rejected'), gate: z.number() }),
  z.object({ kind: z.literal('gate-expired'), gate: z.number() }),
  z.object({ kind: z.literal('marked'), as: z.enum(['needless', 'escaped', 'sound']) }),
]);
export type DeliveryEvent = z.infer<typeof DeliveryEvent>;

export const deliveryKinds = DeliveryEvent.options.map(({ shape }) => shape.kind.value);

/** One such event as it stands in the log, `position` over all streams. */
export const DeliveryFact = z.object({
  position: z.number().int().positive(),
  rollout: RolloutId,
  at: Instant,
  event: DeliveryEvent,
});
export type DeliveryFact = z.infer<typeof DeliveryFact>;
