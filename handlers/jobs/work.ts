import type { Job, Queue } from '../../src/ports/queue.ts';
import { type AdvanceParts, advance } from './advance.ts';
import { type DeliverParts, deliver } from './deliver.ts';
import { type DraftParts, draft } from './draft.ts';
import { runStep, type StepParts } from './step.ts';

export interface WorkParts {
  readonly queue: Queue;
  readonly advance: AdvanceParts;
  readonly step: StepParts;
  readonly deliver: DeliverParts;
  readonly draft: DraftParts;
}

/**
 * So many jobs at once. Looks are more: each may wait a second for its source of metrics, and a thousand rollouts are
 * looked at every ten seconds.
 */
export const atOnce = { concurrency: 20, looks: 100 } as const;

/** Takes jobs until disposed. */
export function work(parts: WorkParts): AsyncDisposable {
  return parts.queue.work((job, signal) => runJob(parts, job, signal), atOnce);
}

export function runJob(parts: Omit<WorkParts, 'queue'>, job: Job, signal: AbortSignal): Promise<void> {
  switch (job.kind) {
    case 'advance':
      return advance(parts.advance, job.rollout, job.early);
    case 'step':
      return runStep(parts.step, job.rollout, signal);
    case 'deliver':
      return deliver(parts.deliver, job.outbox);
    case 'draft':
      return draft(parts.draft, job.outbox);
  }
}
