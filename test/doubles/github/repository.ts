/** What the double remembers of a repository. Tests read it and change it; times are Unix milliseconds. */
export interface Repository {
  readonly id: number;
  fullName: string;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  /** Null when the app is not installed there. */
  installation: { readonly id: number; permissions: Record<string, 'read' | 'write'> } | null;
  readonly pulls: Map<number, Pull>;
  readonly issues: Map<number, Issue>;
  readonly comments: Map<number, Comment>;
  readonly reactions: Reaction[];
  /** By login. */
  readonly collaborators: Map<string, Collaborator>;
  /** Known commits, tags and branches, each with the commit it is. */
  readonly refs: Map<string, string>;
  /** Names of refs that are tags. */
  readonly tags: Set<string>;
  /** Annotated tags: what `refs` has for them is an object that names the commit. */
  readonly tagObjects: Map<string, string>;
  /** What is known of a commit; others have no files. */
  readonly commits: Map<string, Committed>;
  readonly trees: Map<string, ReadonlyMap<string, string>>;
  readonly deployments: Map<number, Deployment>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly releases: Map<string, Release>;
  /** Runs of a workflow that wait for a protection rule, by id. */
  readonly runs: Map<number, ProtectedRun>;
}

export interface Committed {
  readonly message: string;
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly parents: readonly string[];
  /** When it was made. */
  readonly at?: number;
}

export interface Account {
  readonly id: number;
  login: string;
  readonly type: 'User' | 'Bot';
}

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface Collaborator {
  readonly account: Account;
  role: Role;
}

export interface Pull {
  readonly number: number;
  title: string;
  body: string | null;
  draft: boolean;
  readonly author: Account;
  head: { ref: string; sha: string; repositoryId: number; fullName: string };
  readonly base: { ref: string; sha: string };
  state: 'open' | 'closed';
  mergedAt: number | null;
  mergedBy: Account | null;
  mergeCommitSha: string | null;
  files: readonly string[];
  /** When anything last happened to it. */
  updatedAt: number;
}

export interface Issue {
  readonly number: number;
  title: string;
  body: string | null;
  labels: string[];
  state: 'open' | 'closed';
  stateReason: string | null;
  readonly author: Account;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: Account;
  body: string;
  readonly createdAt: number;
  updatedAt: number;
  /** Every body it had, oldest first. */
  readonly history: string[];
}

export interface Reaction {
  readonly id: number;
  readonly comment: number;
  readonly author: Account;
  readonly content: string;
}

export interface Deployment {
  readonly id: number;
  readonly ref: string;
  readonly sha: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: unknown;
  readonly production: boolean;
  readonly transient: boolean;
  readonly createdAt: number;
  /** Oldest first. */
  readonly statuses: DeploymentStatus[];
}

export interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly createdAt: number;
}

export interface CheckRun {
  readonly id: number;
  name: string;
  readonly headSha: string;
  externalId: string;
  status: string;
  conclusion: string | null;
  detailsUrl: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: number;
  actions: readonly { label: string; description: string; identifier: string }[];
}

export interface Release {
  readonly id: number;
  readonly tag: string;
  name: string | null;
  body: string | null;
}

export interface ProtectedRun {
  readonly id: number;
  readonly environment: string;
  decision: 'approved' | 'rejected' | null;
  /** What was reported, with or without a decision. */
  readonly reports: { readonly state: string | null; readonly comment: string }[];
}
