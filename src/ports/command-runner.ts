import type { Argv } from '../core/rollout/plan.ts';
import type { Millis } from '../core/time.ts';

export interface CommandResult {
  readonly succeeded: boolean;
  /** What happened, for people: `exited with 3 after 2s`. */
  readonly sentence: string;
  /** The last lines of output, control characters removed; at most 4000 characters. */
  readonly output: string;
  readonly took: Millis;
}

/** Runs a program with its arguments, never through a shell. Does not throw for a program that fails. */
export type RunCommand = (argv: Argv, timeout: Millis, signal: AbortSignal) => Promise<CommandResult>;
