import type { Block } from '../blocks/block.ts';
import type { CiVerdict } from '../checklist/ci.ts';
import type { RolloutId } from '../ids.ts';
import type { Measurement, ProbeResult } from '../judge/measurement.ts';
import type { Totals } from '../judge/totals.ts';
import type { RollbackCause, TrafficReading } from './events.ts';
import type { Target } from './plan.ts';
import type { WantedStep } from './steps.ts';

/** What Belay found in the world, as opposed to what people ask for. */
export type Finding =
  /**
   * `frozen`: why an error budget lets nothing begin; absent when none does. `criticalOnly`: so little is left that a
   * critical fix needs an approval too.
   */
  | {
      readonly kind: 'slot-free';
      readonly stable: Target;
      readonly frozen?: string;
      readonly criticalOnly?: boolean;
    }
  | { readonly kind: 'time' }
  /** A newer rollout takes this one's place. */
  | { readonly kind: 'superseded'; readonly by: RolloutId }
  /** Told and read back. `found`: what the router did before it was told, when that was something else. */
  | {
      readonly kind: 'route-confirmed';
      readonly weight: number;
      readonly found: { readonly weight: number; readonly why: string | null } | null;
    }
  | { readonly kind: 'route-refused'; readonly sentence: string }
  | {
      readonly kind: 'evaluated';
      readonly measurements: readonly Measurement[];
      /** Counters behind the metrics that are tested all the time. */
      readonly totals?: readonly Totals[];
      readonly probes: readonly ProbeResult[];
      readonly traffic: TrafficReading | null;
    }
  /** Traffic went back on a measurement that could not be written; what was written meanwhile does not know of it. */
  | { readonly kind: 'taken-back'; readonly cause: RollbackCause }
  /** Everything that keeps it from going forward now; what is not among them keeps it no more. */
  | { readonly kind: 'blocks-found'; readonly blocks: readonly Block[] }
  /**
   * Another rollout of its train failed. `back`: this one goes back too; `stop`: it waits for people;
   * `stuck`: it should go back and must not, because there is nothing that works to go back to.
   */
  | {
      readonly kind: 'train-failed';
      readonly failed: RolloutId;
      readonly order: 'back' | 'stop' | 'stuck';
      readonly sentence: string;
    }
  /** What CI says of the released commit. */
  | { readonly kind: 'ci-found'; readonly names: readonly string[]; readonly verdict: CiVerdict }
  | { readonly kind: 'step-begun' }
  | {
      readonly kind: 'step-ended';
      readonly step: WantedStep;
      readonly succeeded: boolean;
      readonly sentence: string;
      readonly output: string;
      readonly took: number;
    };
