import type { Refusal } from '../core/refusal.ts';

/** A commit that never changes: 40 hexadecimal digits. */
export interface ResolvedTag {
  readonly kind: 'commit';
  readonly sha: string;
}

export interface FolderEntry {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

export interface RepositoryFile {
  readonly path: string;
  readonly text: string;
}

/** Files that are to be proposed, all of them or none. */
export interface Proposal {
  /** A later proposal with the same branch replaces this one. */
  readonly branch: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly message: string;
  readonly files: readonly RepositoryFile[];
  /** Not to be merged before somebody has said so. */
  readonly draft: boolean;
}

export interface Proposed {
  readonly kind: 'proposed';
  readonly number: number;
  readonly url: string;
  /** `unchanged`: the same files were proposed before. */
  readonly what: 'opened' | 'updated' | 'unchanged';
}

/**
 * Code on a place that hosts it. What is expected to go wrong is refused with a sentence.
 * @throws Failure place-busy, place-unreachable, place-refused
 */
export interface Repositories {
  /** The commit of a tag, or of a commit's own name. Refused: `no-such-tag`, `no-tags`. */
  resolve(repository: string, tag: string): Promise<ResolvedTag | Refusal>;
  /** The commit that new work begins from. */
  head(repository: string): Promise<{ readonly branch: string; readonly sha: string }>;
  /** Files right in a folder, by name. Refused: `no-such-folder`. */
  list(repository: string, commit: string, folder: string): Promise<readonly FolderEntry[] | Refusal>;
  /** Refused: `no-such-file`, `file-too-big` (more than `most` bytes), `not-text`. */
  read(repository: string, commit: string, path: string, most: number): Promise<RepositoryFile | Refusal>;
  /** Refused: `branch-edited` when somebody else has pushed to the branch. */
  propose(repository: string, proposal: Proposal): Promise<Proposed | Refusal>;
}
