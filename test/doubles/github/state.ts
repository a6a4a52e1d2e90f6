import type { Account, Collaborator, Comment, Pull, Repository, Role } from './repository.ts';

/** Everything the double knows. Tests read it. */
export interface GithubState {
  readonly appId: number;
  readonly slug: string;
  readonly bot: Account;
  readonly clock: () => number;
  readonly repositories: Repository[];
  readonly accounts: Account[];
  /** Of organizations, by their numeric ids. */
  readonly teams: { readonly organization: number; readonly id: number; members: Account[] }[];
  /** What the app is subscribed to. */
  events: string[];
  readonly tokens: Map<string, { readonly installation: number; expiresAt: number }>;
  /** Every request that arrived, oldest first; failed ones too. */
  readonly requests: { readonly method: string; readonly path: string; status: number }[];
  readonly newId: () => number;
}

export function createState(clock: () => number): GithubState {
  let last = 1000;
  const newId = () => {
    last += 1;
    return last;
  };
  const bot: Account = { id: 900, login: 'belay[bot]', type: 'Bot' };
  return {
    appId: 4711,
    slug: 'belay',
    bot,
    clock,
    repositories: [],
    accounts: [bot],
    teams: [],
    events: ['deployment_protection_rule', 'issue_comment', 'pull_request', 'release'],
    tokens: new Map(),
    requests: [],
    newId,
  };
}

const allPermissions: Record<string, 'read' | 'write'> = {
  actions: 'read',
  checks: 'write',
  contents: 'read',
  deployments: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
};

export interface RepositorySeed {
  readonly isPrivate?: boolean;
  readonly installed?: boolean;
  readonly permissions?: Record<string, 'read' | 'write'>;
  readonly defaultBranch?: string;
}

/** @param fullName `owner/name` */
export function addRepository(state: GithubState, fullName: string, seed: RepositorySeed = {}): Repository {
  const { isPrivate = true, installed = true, permissions = allPermissions, defaultBranch = 'main' } = seed;
  const repository: Repository = {
    id: state.newId(),
    fullName,
    isPrivate,
    defaultBranch,
    installation: installed ? { id: state.newId(), permissions: { ...permissions } } : null,
    pulls: new Map(),
    issues: new Map(),
    comments: new Map(),
    reactions: [],
    collaborators: new Map(),
    refs: new Map([[defaultBranch, aCommit(state)]]),
    tags: new Set(),
    tagObjects: new Map(),
    commits: new Map(),
    trees: new Map(),
    deployments: new Map(),
    checkRuns: new Map(),
    releases: new Map(),
    runs: new Map(),
  };
  state.repositories.push(repository);
  return repository;
}

export function addAccount(
  state: GithubState,
  { login, id = state.newId(), type = 'User' }: Pick<Account, 'login'> & Partial<Account>,
): Account {
  const account: Account = { id, login, type };
  state.accounts.push(account);
  return account;
}

export function addCollaborator(repository: Repository, account: Account, role: Role): Collaborator {
  const collaborator = { account, role };
  repository.collaborators.set(account.login, collaborator);
  return collaborator;
}

/** A pull request with one changed file from a branch of the repository itself, unless `over` says otherwise. */
export function addPull(
  state: GithubState,
  repository: Repository,
  over: Partial<Omit<Pull, 'head'>> & { readonly author: Account; readonly head?: Partial<Pull['head']> },
): Pull {
  const number = over.number ?? repository.pulls.size + repository.issues.size + 1;
  const head = {
    ref: `feature-${number}`,
    sha: aCommit(state),
    repositoryId: repository.id,
    fullName: repository.fullName,
    ...over.head,
  };
  const pull: Pull = {
    title: `Change ${number}`,
    body: null,
    draft: false,
    base: { ref: repository.defaultBranch, sha: repository.refs.get(repository.defaultBranch) ?? '' },
    state: 'open',
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    files: ['src/index.ts'],
    updatedAt: state.clock(),
    ...over,
    number,
    head,
  };
  repository.pulls.set(number, pull);
  repository.refs.set(head.sha, head.sha);
  repository.refs.set(head.ref, head.sha);
  return pull;
}

/** Somebody pushes to the branch of a pull request. @returns the new head */
export function pushTo(state: GithubState, repository: Repository, pull: Pull): string {
  pull.updatedAt = state.clock();
  pull.head.sha = aCommit(state);
  repository.refs.set(pull.head.sha, pull.head.sha);
  repository.refs.set(pull.head.ref, pull.head.sha);
  return pull.head.sha;
}

/** Somebody comments. What a webhook says of it is made from this by `commentPayload`. */
export function addComment(
  state: GithubState,
  repository: Repository,
  { issue, author, body }: Pick<Comment, 'issue' | 'author' | 'body'>,
): Comment {
  const at = state.clock();
  const id = state.newId();
  const comment: Comment = { id, issue, author, body, createdAt: at, updatedAt: at, history: [body] };
  repository.comments.set(id, comment);
  const pull = repository.pulls.get(issue);
  if (pull !== undefined) pull.updatedAt = at;
  return comment;
}

/** Somebody merges a pull request. @returns the merge commit */
export function merge(state: GithubState, repository: Repository, pull: Pull, by: Account): string {
  const sha = aCommit(state);
  pull.state = 'closed';
  pull.updatedAt = state.clock();
  pull.mergedAt = state.clock();
  pull.mergedBy = by;
  pull.mergeCommitSha = sha;
  repository.refs.set(sha, sha);
  repository.refs.set(pull.base.ref, sha);
  return sha;
}

/** A commit that nobody has made yet: 40 hexadecimal digits. */
export function aCommit(state: GithubState): string {
  return state.newId().toString(16).padStart(6, '0').repeat(7).slice(0, 40);
}

export interface CommitSeed {
  /** Text by path; null takes the file away. Everything else stays as it is on the branch. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly branch?: string;
  readonly tag?: string;
  readonly annotated?: boolean;
  readonly message?: string;
}

/** Somebody pushes files, and tags them if so wanted. @returns the commit */
export function commitFiles(
  state: GithubState,
  repository: Repository,
  { files, branch = repository.defaultBranch, tag, annotated = false, message = 'A change' }: CommitSeed,
): string {
  const parent = repository.refs.get(branch) ?? '';
  const all = new Map(repository.commits.get(parent)?.files ?? []);
  for (const [path, text] of Object.entries(files)) {
    if (text === null) all.delete(path);
    else all.set(path, text);
  }
  const sha = aCommit(state);
  repository.commits.set(sha, { message, files: all, parents: [parent], at: state.clock() });
  repository.refs.set(sha, sha);
  repository.refs.set(branch, sha);
  if (tag === undefined) return sha;
  repository.tags.add(tag);
  repository.refs.set(tag, sha);
  if (annotated) repository.tagObjects.set(tag, aCommit(state));
  return sha;
}
