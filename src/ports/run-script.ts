import type { Millis } from '../core/time.ts';

/** A verification script that is to be run, and everything it may reach. */
export interface ScriptRun {
  readonly text: string;
  /** Programs it calls besides bash: `curl`, `jq`, `psql`. */
  readonly programs: readonly string[];
  /** `host:port` each, in small letters. */
  readonly hosts: readonly string[];
  /** Connection URL of the database that its queries go to; null when it has none. */
  readonly database: string | null;
}

export type ScriptRan =
  | {
      readonly kind: 'ran';
      /** Null when it was ended from outside. */
      readonly exit: number | null;
      /** What it printed, control characters removed. */
      readonly output: string;
      /** Why it was ended before it was through; null when it was not. */
      readonly ended: string | null;
      readonly took: Millis;
    }
  /** It was not started: the script is refused, or there is no sandbox. `sentence` says why, for people. */
  | { readonly kind: 'not-run'; readonly sentence: string };

/** Checks a script and runs it in the sandbox, never elsewhere. Does not throw for what a script does. */
export type RunScript = (script: ScriptRun) => Promise<ScriptRan>;
