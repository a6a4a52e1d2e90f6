/** A job of a workflow that waits for its environment, which waits for Belay. */
export interface ProtectedRun {
  /** `owner/name` */
  readonly repository: string;
  readonly run: number;
  readonly environment: string;
  /** What the workflow runs on. */
  readonly commit: string;
}

/** Tells the run how the rollout of its commit goes, from now on, and lets it go on or stops it when that is over. */
export type Protect = (run: ProtectedRun) => Promise<void>;
