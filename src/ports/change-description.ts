import type { Source } from '../core/rollout/plan.ts';

/** What people wrote about a change. Anybody may have: none of it is verified. */
export interface ChangeDescription {
  /** Null when the commit belongs to no pull request. */
  readonly title: string | null;
  readonly body: string | null;
  /** Messages of its commits, the oldest first. */
  readonly commits: readonly string[];
}

/** Never throws, and answers within a few seconds; null when nobody can tell. */
export type DescribeChange = (source: Source) => Promise<ChangeDescription | null>;
