import { z } from 'zod';
import { RolloutId } from '../../core/ids.ts';
import type { Job } from '../../ports/queue.ts';

/** A job as it lies in a queue; parsed on its way in and on its way out. */
export const JobPayload: z.ZodType<Job> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('advance'), rollout: RolloutId, early: z.boolean().optional() }),
  z.object({ kind: z.literal('step'), rollout: RolloutId }),
  z.object({ kind: z.literal('deliver'), outbox: z.number().int().positive() }),
  z.object({ kind: z.literal('draft'), outbox: z.number().int().positive() }),
]);

/** One job, or several that travel together. */
export const JobParcel = z.union([JobPayload.transform((job) => [job]), z.array(JobPayload)]);

export const jobKinds = ['advance', 'step', 'deliver', 'draft'] as const satisfies readonly Job['kind'][];

/** Names a job of the future, so that the same one is not queued twice. */
export function jobId(job: Job, at: number): string {
  return `${job.kind}-${'outbox' in job ? job.outbox : job.rollout}-${at}`;
}
