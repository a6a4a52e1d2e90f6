/** One thing that was looked at: a server, a credential, a setting. */
export interface Finding {
  /** What was looked at, for people, without secrets: `Redis at 10.0.0.5:6379`. */
  readonly about: string;
  /** `error`: rollouts will not work as they should. `warning`: they work, and something should be mended. */
  readonly state: 'ok' | 'warning' | 'error';
  /** What was found, what it means for rollouts, and the next step; for `ok` what is good. */
  readonly sentence: string;
}

/** Looks at one outside thing before it is needed. Never throws: what cannot be reached is a finding. */
export type Examine = () => Promise<readonly Finding[]>;
