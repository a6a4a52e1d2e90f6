/** A permission of the GitHub App, with what Belay does with it. */
export interface Permission {
  readonly name: string;
  /** As GitHub's form calls it. */
  readonly label: string;
  readonly level: 'read' | 'write';
  readonly why: string;
  /** Without it people cannot release from there at all. */
  readonly vital: boolean;
}

/** What is used in every repository. */
export const permissions: readonly Permission[] = [
  {
    name: 'metadata',
    label: 'Metadata',
    level: 'read',
    vital: true,
    why: 'to know the repository and who may write to it',
  },
  {
    name: 'issues',
    label: 'Issues',
    level: 'write',
    vital: true,
    why: 'to comment, to react with 👀, and to open issues for approvals',
  },
  {
    name: 'pull_requests',
    label: 'Pull requests',
    level: 'read',
    vital: true,
    why: 'to read which commit a pull request is and which files it changes',
  },
  {
    name: 'contents',
    label: 'Contents',
    level: 'read',
    vital: false,
    why: 'to find out which commit a version is',
  },
  {
    name: 'deployments',
    label: 'Deployments',
    level: 'write',
    vital: false,
    why: 'to record deployments and to answer environments that wait for Belay',
  },
  {
    name: 'checks',
    label: 'Checks',
    level: 'write',
    vital: false,
    why: 'to keep the live state as a check on the commit',
  },
  {
    name: 'actions',
    label: 'Actions',
    level: 'read',
    vital: false,
    why: 'because GitHub asks for it of every App that environments can wait for',
  },
];

/** What is done in a repository only where belay.yml asks for it. */
export interface RepositoryUses {
  /** Pull requests with migrations are opened. */
  readonly migrations: boolean;
  /** Boxes of checklists wait for CI. */
  readonly ci: boolean;
}

const forMigrations: readonly Permission[] = [
  {
    name: 'contents',
    label: 'Contents',
    level: 'write',
    vital: false,
    why: 'to push the branch of a migration; `--dry-run` works without it',
  },
  {
    name: 'pull_requests',
    label: 'Pull requests',
    level: 'write',
    vital: false,
    why: 'to open pull requests with migrations; `--dry-run` works without it',
  },
];

/** Check runs are read with what every place has. */
const forCi: readonly Permission[] = [
  {
    name: 'statuses',
    label: 'Commit statuses',
    level: 'read',
    vital: false,
    why: 'to see whether CI is green where it reports statuses instead of checks',
  },
];

/** Every permission that is used there, the same one more than once where it is for more than one thing. */
export function permissionsFor({ migrations, ci }: RepositoryUses): readonly Permission[] {
  return [...permissions, ...(migrations ? forMigrations : []), ...(ci ? forCi : [])];
}

/** An event that GitHub tells the App of. */
export interface Subscription {
  readonly name: string;
  /** As GitHub's form calls it. */
  readonly label: string;
  readonly why: string;
  /** Needed always, or only where belay.yml has such a trigger, or where an environment waits for Belay. */
  readonly needed: 'always' | 'merge' | 'release' | 'protection';
}

export const subscriptions: readonly Subscription[] = [
  { name: 'issue_comment', label: 'Issue comment', needed: 'always', why: 'commands are comments' },
  {
    name: 'pull_request',
    label: 'Pull request',
    needed: 'merge',
    why: 'merges start rollouts where `triggers` says so',
  },
  {
    name: 'release',
    label: 'Release',
    needed: 'release',
    why: 'releases start rollouts where `triggers` says so',
  },
  {
    name: 'deployment_protection_rule',
    label: 'Deployment protection rule',
    needed: 'protection',
    why: 'environments wait for Belay',
  },
];
