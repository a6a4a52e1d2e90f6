import type { MigrationsConfig } from '../../src/config/config.ts';
import { backName, type Folders } from '../../src/core/migration/drafted-files.ts';
import type { MigrationJob, SqlFile } from '../../src/core/migration/migration.ts';
import { byNumber, sharedNumbers } from '../../src/core/migration/numbering.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { FolderEntry, Repositories } from '../../src/ports/repository.ts';

/** One file, and all of them together, in bytes. */
const largestFile = 1024 ** 2;
const largestAll = 8 * 1024 ** 2;
const mostFiles = 2000;

export interface Asked {
  readonly repositories: Repositories;
  readonly repository: string;
  readonly migrations: MigrationsConfig;
  readonly from: string;
  readonly to: string;
}

export interface ReadChange {
  readonly kind: 'change';
  readonly from: { readonly tag: string; readonly sha: string };
  readonly to: { readonly tag: string; readonly sha: string };
  readonly job: MigrationJob;
  readonly folders: Folders;
  /** What is odd about the files themselves. */
  readonly findings: readonly string[];
}

/** Reads what changed between two tags, each at its own commit. */
export async function readChange(asked: Asked): Promise<ReadChange | Refusal> {
  const { repositories, repository, migrations } = asked;
  const [from, to] = await Promise.all([
    repositories.resolve(repository, asked.from),
    repositories.resolve(repository, asked.to),
  ]);
  if (from.kind === 'refused') return from;
  if (to.kind === 'refused') return to;
  if (from.sha === to.sha)
    return refuse(
      'same-commit',
      `\`${asked.from}\` and \`${asked.to}\` are the same commit: nothing differs.`,
    );
  const ends = { from: { tag: asked.from, sha: from.sha }, to: { tag: asked.to, sha: to.sha } };
  const head = await repositories.head(repository);
  const listed = (commit: string, folder: string) => sqlFiles(repositories, repository, commit, folder);
  const [before, after, backs, headForward, headBack] = await Promise.all([
    listed(from.sha, migrations.forward),
    listed(to.sha, migrations.forward),
    listed(to.sha, migrations.rollback),
    listed(head.sha, migrations.forward),
    listed(head.sha, migrations.rollback),
  ]);
  // The dump alone may be all there is so far.
  if ('kind' in after && migrations.schema === null) return after;
  const folders: Folders = {
    forward: migrations.forward,
    rollback: migrations.rollback,
    // Main may have gone on since that tag.
    forwardNames: forwardOnly(migrations, namesOf(after), namesOf(headForward)),
    rollbackNames: [...new Set([...namesOf(backs), ...namesOf(headBack)])],
  };
  const reader = createReader(asked);
  const change = await readFiles(reader, {
    migrations,
    before: entries(before),
    after: entries(after),
    backs: entries(backs),
    ends,
    folders,
  });
  if (change.kind === 'refused') return change;
  const shared = sharedNumbers(folders.forwardNames).map(
    (names) => `${names.join(' and ')} have the same number: which runs first is anybody's guess.`,
  );
  return { kind: 'change', job: change.job, ...ends, folders, findings: [...change.findings, ...shared] };
}

type Listed = readonly FolderEntry[] | Refusal;

const namesOf = (listed: Listed) => entries(listed).map(({ path }) => nameOf(path));
const nameOf = (path: string) => path.split('/').at(-1) ?? path;
const entries = (listed: Listed): readonly FolderEntry[] => ('kind' in listed ? [] : listed);

async function sqlFiles(
  repositories: Repositories,
  repository: string,
  commit: string,
  folder: string,
): Promise<Listed> {
  const all = await repositories.list(repository, commit, folder);
  return 'kind' in all ? all : all.filter(({ path }) => path.toLowerCase().endsWith('.sql'));
}

/** In one folder for both, the rollbacks are those that are named so. */
function forwardOnly(
  { forward, rollback }: MigrationsConfig,
  ...lists: readonly (readonly string[])[]
): readonly string[] {
  const names = [...new Set(lists.flat())];
  return forward === rollback ? names.filter((name) => !isRollback(name)) : names;
}

function isRollback(name: string): boolean {
  return /\.(down|undo|rollback)\.sql$/i.test(name) || /^U\d/.test(name);
}

type Reader = (sha: string, path: string) => Promise<SqlFile | Refusal>;

function createReader({ repositories, repository }: Asked): Reader {
  let left = largestAll;
  return async (sha, path) => {
    const file = await repositories.read(repository, sha, path, largestFile);
    if ('kind' in file) return file;
    left -= Buffer.byteLength(file.text);
    if (left < 0)
      return refuse(
        'too-much',
        `The migrations have more than ${largestAll} bytes together. Nothing was tried.`,
      );
    return file;
  };
}

interface Wanted {
  readonly migrations: MigrationsConfig;
  readonly before: readonly FolderEntry[];
  readonly after: readonly FolderEntry[];
  readonly backs: readonly FolderEntry[];
  readonly ends: Pick<ReadChange, 'from' | 'to'>;
  readonly folders: Folders;
}

interface FilesRead {
  readonly kind: 'files';
  readonly job: MigrationJob;
  readonly findings: readonly string[];
}

async function readFiles(read: Reader, wanted: Wanted): Promise<FilesRead | Refusal> {
  const { migrations, ends, folders } = wanted;
  const forward = (listed: readonly FolderEntry[]) =>
    forwardOnly(
      migrations,
      listed.map(({ path }) => nameOf(path)),
    ).toSorted(byNumber);
  const [old, all] = [forward(wanted.before), forward(wanted.after)];
  if (all.length > mostFiles)
    return refuse('too-much', `There are more than ${mostFiles} migrations. Nothing was tried.`);
  const added = all.filter((name) => !old.includes(name));
  const dump = migrations.schema;
  const target = dump === null ? null : await read(ends.to.sha, dump);
  if (target !== null && 'kind' in target) return target;
  const base: SqlFile[] = [];
  const sources = dump === null ? old.map((name) => `${migrations.forward}/${name}`) : [dump];
  for (const path of sources) {
    const file = await read(ends.from.sha, path);
    if ('kind' in file) return file;
    base.push(file);
  }
  const findings = old
    .filter((name) => !all.includes(name))
    .map((name) => `${name} was taken away between the tags: databases that ran it do not know.`);
  if (added.length === 0) {
    if (target !== null)
      return { kind: 'files', job: { base, change: { kind: 'schema', target } }, findings };
    return refuse(
      'no-difference',
      `Between \`${ends.from.tag}\` and \`${ends.to.tag}\` no file was added to \`${migrations.forward}\`. There is nothing to migrate; a \`schema\` file in belay.yml would show what the code needs.`,
    );
  }
  const rollbacks = new Set(wanted.backs.map(({ path }) => nameOf(path)));
  const steps: { forward: SqlFile; rollback: SqlFile | null }[] = [];
  for (const name of added) {
    const file = await read(ends.to.sha, `${migrations.forward}/${name}`);
    if ('kind' in file) return file;
    const back = backName(name, { ...folders, rollbackNames: [...rollbacks] });
    const written = rollbacks.has(back) ? await read(ends.to.sha, `${migrations.rollback}/${back}`) : null;
    if (written !== null && 'kind' in written) return written;
    steps.push({ forward: file, rollback: written });
  }
  return { kind: 'files', job: { base, change: { kind: 'files', steps, target } }, findings };
}
