import { z } from 'zod';
import type { PlaceName, RolloutId } from '../../../core/ids.ts';
import type { Instant } from '../../../core/time.ts';
import type { GithubCalls } from '../../../ports/github-calls.ts';
import type { Post, Posts } from '../../../ports/posts.ts';
import { decideEdit, readShown, type Shown, shownText, waitToEdit } from '../edit-pace.ts';
import type { Turn } from '../pace.ts';
import { isOwn, Written } from './own.ts';
import { type Thread, threadText } from './thread.ts';
import { isGone } from './translate.ts';

export interface CommentParts {
  readonly name: PlaceName;
  readonly client: GithubCalls;
  readonly posts: Posts;
  /** Before something is created: GitHub takes about one a second. */
  readonly turn: Turn;
  readonly clock: () => Instant;
}

export interface WantedComment {
  /** The comment's marker holds it too. */
  readonly key: string;
  readonly rollout: RolloutId;
  readonly thread: Thread;
  readonly body: string;
  readonly shown: Shown;
}

const Comment = Written.extend({ id: z.number().int() });

/** Clocks differ: a lost comment is looked for from so long before it was sent. */
const clockSlack = 600_000;

/**
 * Makes the comment show what is wanted: written once, then edited, and found again when the answer to writing was lost.
 * @throws Failure place-paced when it was edited a moment ago
 */
export async function showComment(parts: CommentParts, wanted: WantedComment): Promise<void> {
  const post = await parts.posts.get(parts.name, wanted.key);
  const id = post === null ? null : (commentId(post.ref) ?? (await findLost(parts, wanted, post)));
  if (post === null || id === null) return write(parts, wanted);
  const edit = decideEdit(readShown(post.shown), wanted.shown, post.at, parts.clock());
  switch (edit.kind) {
    case 'same':
      return;
    case 'wait':
      throw waitToEdit(edit.for);
    case 'now':
      return rewrite(parts, wanted, id);
  }
}

export function commentRef(id: number): string {
  return `comment/${id}`;
}

function commentId(ref: string | null): number | null {
  const [, id] = /^comment\/(\d+)$/.exec(ref ?? '') ?? [];
  return id === undefined ? null : Number(id);
}

async function write(parts: CommentParts, wanted: WantedComment): Promise<void> {
  const { name, posts, clock } = parts;
  const { key, rollout, thread, body } = wanted;
  await parts.turn('create');
  await posts.save({ place: name, key, rollout, ref: null, shown: '', at: clock() });
  const { repository, number } = thread;
  const id = await parts.client.inRepository(repository, doing(thread), async ({ octokit, owner, repo }) => {
    const { data } = await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body });
    return Comment.parse(data).id;
  });
  await keep(parts, wanted, id, clock());
}

/** A comment that somebody deleted is written anew: its rollout goes on. */
async function rewrite(parts: CommentParts, wanted: WantedComment, id: number): Promise<void> {
  const { thread, body } = wanted;
  const there = await parts.client.inRepository(thread.repository, doing(thread), async (call) => {
    const { octokit, owner, repo } = call;
    try {
      await octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body });
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  });
  if (!there) return write(parts, wanted);
  await keep(parts, wanted, id, parts.clock());
}

async function findLost(
  parts: CommentParts,
  { key, thread }: WantedComment,
  post: Post,
): Promise<number | null> {
  const since = new Date(Math.max(0, post.at - clockSlack)).toISOString();
  return parts.client.inRepository(
    thread.repository,
    `to read the comments of ${threadText(thread)}`,
    async (call) => {
      const { octokit, owner, repo } = call;
      const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
        owner,
        repo,
        issue_number: thread.number,
        since,
        per_page: 100,
      });
      for await (const { data } of pages) {
        const own = data.map((one) => Comment.parse(one)).find((one) => isOwn(one, parts.client.appId, key));
        if (own !== undefined) return own.id;
      }
      return null;
    },
  );
}

async function keep(parts: CommentParts, wanted: WantedComment, id: number, at: Instant): Promise<void> {
  const { key, rollout, shown } = wanted;
  await parts.posts.save({
    place: parts.name,
    key,
    rollout,
    ref: commentRef(id),
    shown: shownText(shown),
    at,
  });
}

function doing(thread: Thread): string {
  return `to comment in ${threadText(thread)}`;
}
