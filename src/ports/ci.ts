import type { CiCheck } from '../core/checklist/ci.ts';
import type { Source } from '../core/rollout/plan.ts';

export type CiReading =
  | {
      readonly kind: 'read';
      readonly checks: readonly CiCheck[];
      /** What could not be read of it, and why: then what is missing may be there. Null when all was read. */
      readonly unread: string | null;
    }
  /** Without a full stop, for people. */
  | { readonly kind: 'unknown'; readonly sentence: string };

/** What CI says of a commit. Never throws. */
export type ReadCi = (source: Source) => Promise<CiReading>;
