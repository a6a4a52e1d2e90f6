import type { RolloutId } from '../core/ids.ts';
import type { Instant } from '../core/time.ts';

export type Job =
  /** Look at one rollout: read the wanted state, make the world match, measure, decide, append. */
  | {
      readonly kind: 'advance';
      readonly rollout: RolloutId;
      /** Something happened to it: look also when its time has not come. */
      readonly early?: boolean | undefined;
    }
  /** Run the command step the rollout wants now. */
  | { readonly kind: 'step'; readonly rollout: RolloutId }
  /** Deliver one outbox row. */
  | { readonly kind: 'deliver'; readonly outbox: number }
  /** Draft the document that one outbox row asks for. */
  | { readonly kind: 'draft'; readonly outbox: number };

/** Jobs may be lost, doubled or late: the store knows what must happen, the queue only hurries. */
export interface Queue extends AsyncDisposable {
  add(job: Job, at: Instant): Promise<void>;
  /**
   * Runs jobs until disposed. A job whose worker dies is given to another.
   * @param options so many jobs of each kind at once; `looks` when advance jobs are to be another number
   */
  work(
    handle: (job: Job, signal: AbortSignal) => Promise<void>,
    options: { readonly concurrency: number; readonly looks?: number },
  ): AsyncDisposable;
}
