import { z } from 'zod';
import type { Card } from '../../../core/card/card.ts';
import type { PlaceName, RolloutId } from '../../../core/ids.ts';
import type { Instant } from '../../../core/time.ts';
import type { GithubCalls } from '../../../ports/github-calls.ts';
import type { Log } from '../../../ports/log.ts';
import type { Place } from '../../../ports/place.ts';
import type { Post, Posts } from '../../../ports/posts.ts';
import { type ApprovalIssue, approvalIssue } from '../../../render/github/approval-issue.ts';
import { approvalKey } from '../../../render/github/approval-key.ts';
import { decideEdit, readShown, type Shown, shownOf, shownText, waitToEdit } from '../edit-pace.ts';
import type { Turn } from '../pace.ts';
import { digest } from './digest.ts';
import { inTurn } from './in-turn.ts';
import { isOwn, Written } from './own.ts';
import { readThread, threadText } from './thread.ts';
import { openTicket } from './ticket.ts';
import { isGone } from './translate.ts';

export interface GithubIssuesParts {
  readonly name: PlaceName;
  /** `owner/name` */
  readonly repository: string;
  readonly labels: readonly string[];
  /** How Belay is called in comments: `belay` for `@belay`. */
  readonly mention: string;
  readonly linkOf: (rollout: RolloutId) => string | null;
  readonly client: GithubCalls;
  readonly posts: Posts;
  /** Before something is created: GitHub takes about one a second. */
  readonly turn: Turn;
  readonly clock: () => Instant;
  readonly log: Log;
}

/**
 * An issue for each request for approval: opened with it, edited as people vote, closed when it is decided. Its post
 * has the thread as `ref`, `acme/ops#7`, and the key of `approvalKey`.
 */
export function createGithubIssues(parts: GithubIssuesParts): Place {
  return {
    name: parts.name,
    remote: true,
    async card(_key, card) {
      const open = card.approval === null ? [] : [card.approval.gate];
      const decided = card.decisions.map(({ gate }) => gate);
      const gates = [...new Set([...decided, ...open])];
      await inTurn(gates.map((gate) => () => showIssue(parts, card, gate)));
    },
    async line() {
      // An issue is about one request alone; its story is told where the rollout's card is.
    },
    async document() {},
    ticket: (key, rollout, tree) => openTicket(parts, key, rollout, tree),
  };
}

interface Wanted {
  readonly card: Card;
  readonly key: string;
  readonly issue: ApprovalIssue;
  readonly shown: Shown;
}

async function showIssue(parts: GithubIssuesParts, card: Card, gate: number): Promise<void> {
  const key = approvalKey({ rollout: card.rollout, gate });
  const issue = approvalIssue(card, gate, {
    key,
    mention: parts.mention,
    link: parts.linkOf(card.rollout),
  });
  if (issue === null) return;
  const wanted = { card, key, issue, shown: shownIssue(card, issue) };
  const post = await parts.posts.get(parts.name, key);
  const number = post === null ? null : (numberOf(post) ?? (await findLost(parts, key, post)));
  if (post === null || number === null) {
    // What was decided before anybody could be told needs no issue.
    return issue.state === 'open' ? open(parts, wanted) : undefined;
  }
  const edit = decideEdit(readShown(post.shown), wanted.shown, post.at, parts.clock());
  if (edit.kind === 'same') return;
  if (edit.kind === 'wait') throw waitToEdit(edit.for);
  return change(parts, wanted, number);
}

/** What is decided is told at once; figures while people are asked are not worth an edit each. */
function shownIssue(card: Card, { title, body, state }: ApprovalIssue): Shown {
  const whole = digest(title, body, state);
  return { meaning: state === 'open' ? shownOf(card).meaning : whole, whole };
}

const Issue = Written.extend({ number: z.number().int() });

async function open(parts: GithubIssuesParts, wanted: Wanted): Promise<void> {
  const { repository, labels, client, clock } = parts;
  const { title, body } = wanted.issue;
  await parts.turn('create');
  await keep(parts, wanted, null, clock());
  const number = await client.inRepository(repository, `to open an issue in ${repository}`, async (call) => {
    const { octokit, owner, repo } = call;
    const { data } = await octokit.rest.issues.create({ owner, repo, title, body, labels: [...labels] });
    return Issue.parse(data).number;
  });
  await keep(parts, wanted, number, clock());
}

async function change(parts: GithubIssuesParts, wanted: Wanted, number: number): Promise<void> {
  const { repository, client } = parts;
  const { title, body, state, stateReason } = wanted.issue;
  const thread = threadText({ repository, number });
  const there = await client.inRepository(repository, `to edit the issue ${thread}`, async (call) => {
    const { octokit, owner, repo } = call;
    const edited = { owner, repo, issue_number: number, title, body, state, state_reason: stateReason };
    try {
      await octokit.rest.issues.update(edited);
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  });
  // Somebody deleted or moved it; the request stands on the card as well.
  if (!there) parts.log.warn({ place: parts.name, thread }, 'the issue for an approval is gone');
  await keep(parts, wanted, number, parts.clock());
}

/** Clocks differ: a lost issue is looked for from so long before it was opened. */
const clockSlack = 600_000;

async function findLost(parts: GithubIssuesParts, key: string, post: Post): Promise<number | null> {
  const { repository, client } = parts;
  const since = new Date(Math.max(0, post.at - clockSlack)).toISOString();
  return client.inRepository(repository, `to list the issues of ${repository}`, async (call) => {
    const { octokit, owner, repo } = call;
    const asked = { owner, repo, state: 'all', since, per_page: 100 } as const;
    for await (const { data } of octokit.paginate.iterator(octokit.rest.issues.listForRepo, asked)) {
      const own = data.map((one) => Issue.parse(one)).find((one) => isOwn(one, client.appId, key));
      if (own !== undefined) return own.number;
    }
    return null;
  });
}

function numberOf({ ref }: Post): number | null {
  return readThread(ref ?? '')?.number ?? null;
}

async function keep(
  parts: GithubIssuesParts,
  wanted: Wanted,
  number: number | null,
  at: Instant,
): Promise<void> {
  const { name: place, repository, posts } = parts;
  const { key, card } = wanted;
  const ref = number === null ? null : threadText({ repository, number });
  const shown = number === null ? '' : shownText(wanted.shown);
  await posts.save({ place, key, rollout: card.rollout, ref, shown, at });
}
