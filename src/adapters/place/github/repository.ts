import { z } from 'zod';
import { textDigest } from '../../../core/audit/digest.ts';
import { nearest } from '../../../core/nearest.ts';
import { listed, plainLine } from '../../../core/prose.ts';
import { type Refusal, refuse } from '../../../core/refusal.ts';
import type { GithubCalls, RepositoryCall } from '../../../ports/github-calls.ts';
import type { FolderEntry, Proposal, Proposed, Repositories } from '../../../ports/repository.ts';
import { isGone, isUnprocessable } from './translate.ts';

const Sha = z.string().regex(/^[0-9a-f]{40}$/);
const Ref = z.object({ object: z.object({ sha: Sha, type: z.string() }) });
const Tag = z.object({ object: z.object({ sha: Sha }) });
const Tags = z.array(z.object({ name: z.string() }));
const Branch = z.object({ default_branch: z.string() });
const Content = z.object({ type: z.string(), path: z.string(), size: z.number() });
const File = Content.extend({ content: z.string(), encoding: z.string() });
const Commit = z.object({ sha: Sha, message: z.string(), tree: z.object({ sha: Sha }) });
const Pull = z.object({ number: z.number().int(), html_url: z.string(), draft: z.boolean().optional() });

/** Repositories on GitHub, with the rights of the App there: contents and pull requests, written for proposals. */
export function createGithubRepositories(client: GithubCalls): Repositories {
  return {
    resolve: (repository, tag) =>
      client.inRepository(repository, `to say which commit ${tag} of ${repository} is`, (call) =>
        resolveTag(call, repository, tag),
      ),
    head: (repository) =>
      client.inRepository(repository, `to name the newest commit of ${repository}`, headOf),
    list: (repository, commit, folder) =>
      client.inRepository(repository, `to list ${folder} of ${repository}`, (call) =>
        listFolder(call, repository, commit, folder),
      ),
    read: (repository, commit, path, most) =>
      client.inRepository(repository, `to read ${path} of ${repository}`, (call) =>
        readFile(call, repository, commit, path, most),
      ),
    propose: (repository, proposal) =>
      client.inRepository(repository, `to open a pull request in ${repository}`, (call) =>
        propose(call, repository, proposal),
      ),
  };
}

async function resolveTag({ octokit, owner, repo }: RepositoryCall, repository: string, tag: string) {
  const at = { owner, repo };
  try {
    if (Sha.safeParse(tag).success) {
      const { data } = await octokit.rest.git.getCommit({ ...at, commit_sha: tag });
      return { kind: 'commit' as const, sha: Sha.parse(data.sha) };
    }
    const { object } = Ref.parse((await octokit.rest.git.getRef({ ...at, ref: `tags/${tag}` })).data);
    if (object.type !== 'tag') return { kind: 'commit' as const, sha: object.sha };
    // An annotated tag is an object of its own that names the commit.
    const { data } = await octokit.rest.git.getTag({ ...at, tag_sha: object.sha });
    return { kind: 'commit' as const, sha: Tag.parse(data).object.sha };
  } catch (error) {
    if (!isGone(error) && !isUnprocessable(error)) throw error;
  }
  const names = Tags.parse((await octokit.rest.repos.listTags({ ...at, per_page: 100 })).data).map(
    ({ name }) => name,
  );
  if (names.length === 0)
    return refuse(
      'no-tags',
      `${repository} has no tags, so there is nothing to compare. Tag the releases, or give the SHAs of two commits.`,
    );
  const near = nearest(tag, names);
  const hint =
    near === null
      ? `The newest are ${listed(names.slice(0, 5).map((name) => `\`${plainLine(name)}\``))}.`
      : `Did you mean \`${plainLine(near)}\`?`;
  return refuse('no-such-tag', `${repository} has no tag \`${plainLine(tag)}\`. ${hint}`);
}

async function headOf({ octokit, owner, repo }: RepositoryCall) {
  const { default_branch: branch } = Branch.parse((await octokit.rest.repos.get({ owner, repo })).data);
  const { data } = await octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
  return { branch, sha: Ref.parse(data).object.sha };
}

async function listFolder(
  { octokit, owner, repo }: RepositoryCall,
  repository: string,
  commit: string,
  folder: string,
): Promise<readonly FolderEntry[] | Refusal> {
  const missing = () =>
    refuse(
      'no-such-folder',
      `${repository} has no folder \`${folder}\` at ${commit.slice(0, 7)}. Check \`migrations\` in belay.yml.`,
    );
  try {
    const { data } = await octokit.rest.repos.getContent({ owner, repo, path: folder, ref: commit });
    const entries = z.array(Content).safeParse(data);
    if (!entries.success) return missing();
    return entries.data.filter(({ type }) => type === 'file').map(({ path, size }) => ({ path, size }));
  } catch (error) {
    if (isGone(error)) return missing();
    throw error;
  }
}

async function readFile(
  { octokit, owner, repo }: RepositoryCall,
  repository: string,
  commit: string,
  path: string,
  most: number,
) {
  const missing = () =>
    refuse(
      'no-such-file',
      `${repository} has no file \`${path}\` at ${commit.slice(0, 7)}. Check \`migrations\` in belay.yml.`,
    );
  try {
    const { data } = await octokit.rest.repos.getContent({ owner, repo, path, ref: commit });
    const file = File.safeParse(data);
    if (!file.success || file.data.type !== 'file') return missing();
    if (file.data.size > most || file.data.encoding !== 'base64')
      return refuse(
        'file-too-big',
        `\`${path}\` has ${file.data.size} bytes; at most ${most} are read. Nothing was tried.`,
      );
    const bytes = Buffer.from(file.data.content, 'base64');
    const text = bytes.toString('utf8');
    if (!Buffer.from(text).equals(bytes) || text.includes('\0'))
      return refuse('not-text', `\`${path}\` is no text in UTF-8. Nothing was tried.`);
    return { path, text };
  } catch (error) {
    if (isGone(error)) return missing();
    throw error;
  }
}

/**
 * Stands in the message of every commit of ours: the branch is written anew only while its newest commit is ours. The
 * tree stands beside it, because whoever amends a commit keeps its message.
 */
const trailer = 'Belay-Proposal';

async function propose(
  call: RepositoryCall,
  repository: string,
  proposal: Proposal,
): Promise<Proposed | Refusal> {
  const { octokit, owner, repo } = call;
  const at = { owner, repo };
  const { branch, files, title, body, draft } = proposal;
  const base = await headOf(call);
  const digest = textDigest(JSON.stringify(files.map(({ path, text }) => [path, text])));
  const before = await tipOf(call, branch);
  const ours = before === null ? null : ourDigest(before);
  if (before !== null && ours === null)
    return refuse(
      'branch-edited',
      `Somebody has pushed to \`${branch}\` of ${repository}, and nothing of theirs is overwritten. Merge or delete that branch, then ask again.`,
    );
  if (ours !== digest) {
    const parent = Commit.parse((await octokit.rest.git.getCommit({ ...at, commit_sha: base.sha })).data);
    const tree = files.map(({ path, text }) => ({
      path,
      mode: '100644' as const,
      type: 'blob' as const,
      content: text,
    }));
    const made = await octokit.rest.git.createTree({ ...at, base_tree: parent.tree.sha, tree });
    const message = `${proposal.message}\n\n${trailer}: ${digest} ${made.data.sha}`;
    const commit = await octokit.rest.git.createCommit({
      ...at,
      message,
      tree: made.data.sha,
      parents: [base.sha],
    });
    if (before === null)
      await octokit.rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha: commit.data.sha });
    else
      await octokit.rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha: commit.data.sha, force: true });
  }
  const listed = await octokit.rest.pulls.list({ ...at, head: `${owner}:${branch}`, state: 'open' });
  const [open] = z.array(Pull).parse(listed.data);
  if (open === undefined) {
    const { number, html_url: url } = await openPull(
      call,
      { title, body, head: branch, base: base.branch },
      draft,
    );
    return { kind: 'proposed', number, url, what: 'opened' };
  }
  await octokit.rest.pulls.update({ ...at, pull_number: open.number, title, body });
  const what = ours === digest ? 'unchanged' : 'updated';
  return { kind: 'proposed', number: open.number, url: open.html_url, what };
}

interface NewPull {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
}

/** Drafts are not to be had in every repository; then it is opened without being one. */
async function openPull({ octokit, owner, repo }: RepositoryCall, pull: NewPull, draft: boolean) {
  const create = async (as: boolean) =>
    Pull.parse((await octokit.rest.pulls.create({ owner, repo, ...pull, draft: as })).data);
  try {
    return await create(draft);
  } catch (error) {
    if (!draft || !isUnprocessable(error)) throw error;
    return create(false);
  }
}

async function tipOf(
  { octokit, owner, repo }: RepositoryCall,
  branch: string,
): Promise<z.infer<typeof Commit> | null> {
  try {
    const { data } = await octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
    const { sha } = Ref.parse(data).object;
    return Commit.parse((await octokit.rest.git.getCommit({ owner, repo, commit_sha: sha })).data);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function ourDigest({ message, tree }: z.infer<typeof Commit>): string | null {
  const [, digest, made] =
    new RegExp(`^${trailer}: ([0-9a-f]{64})(?: ([0-9a-f]{40}))?$`, 'm').exec(message) ?? [];
  return digest !== undefined && (made ?? tree.sha) === tree.sha ? digest : null;
}
