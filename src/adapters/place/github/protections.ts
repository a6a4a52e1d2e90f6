import type { Card } from '../../../core/card/card.ts';
import { RolloutId } from '../../../core/ids.ts';
import type { Instant } from '../../../core/time.ts';
import type { Post } from '../../../ports/posts.ts';
import type { ProtectedRun } from '../../../ports/protection.ts';
import { githubLimits } from '../../../render/github/limits.ts';
import {
  type ProtectionReport,
  protectionReport,
  protectionWaiting,
} from '../../../render/github/protection.ts';
import type { CommitParts } from './commits.ts';
import { digest } from './digest.ts';
import { isGone, isUnprocessable } from './translate.ts';

export interface ProtectionParts extends CommitParts {
  readonly mention: string;
  readonly linkOf: (rollout: RolloutId) => string | null;
  /** The card as it was shown last. */
  readonly cardOf: (rollout: RolloutId) => Promise<Card | null>;
}

/** Stands for the rollout of a run until there is one. Ids are drawn at random, and this one never will be. */
const nobody = RolloutId.parse('r-0000000000');
const decided = 'decided';
/** GitHub lets nothing wait longer. */
const longestWait = 30 * 24 * 3_600_000;

/** A run begins to wait, or waits again. What waits is kept, so that it is answered by whichever process. */
export async function protect(parts: ProtectionParts, run: ProtectedRun): Promise<void> {
  const { name: place, posts, clock } = parts;
  await forgetOld(parts, clock());
  const key = keyOf(run);
  const known = await posts.get(place, key);
  const owner = await posts.get(place, releasedKey(run));
  const rollout = owner?.rollout ?? nobody;
  const shown = known === null || known.shown.endsWith(decided) ? '0 ' : known.shown;
  const post: Post = { place, key, rollout, ref: run.commit, shown, at: clock() };
  await posts.save(post);
  const card = owner === null ? null : await parts.cardOf(rollout);
  if (card !== null) return answer(parts, post, protectionReport(card, parts.linkOf(rollout)));
  const comment = protectionWaiting(run.commit, run.environment, parts.mention);
  return answer(parts, post, { decision: null, comment });
}

/** Tells every run that waits for this rollout how it goes. */
export async function answerRuns(
  parts: ProtectionParts,
  card: Card,
  repository: string,
  commit: string,
): Promise<void> {
  const { name: place, posts } = parts;
  const { rollout, environment } = card;
  const about = { repository, commit, environment };
  if (await isNewest(parts, card, releasedKey(about))) {
    for (const post of await posts.of(place, nobody)) {
      const run = runOf(post);
      if (run !== null && releasedKey(run) === releasedKey(about)) await posts.save({ ...post, rollout });
    }
  }
  const report = protectionReport(card, parts.linkOf(rollout));
  for (const post of await posts.of(place, rollout)) {
    if (runOf(post) !== null && !post.shown.endsWith(decided)) await answer(parts, post, report);
  }
}

/** Of several rollouts of a commit in an environment, the one that was asked for last answers. */
async function isNewest(
  { name: place, posts, clock }: ProtectionParts,
  card: Card,
  key: string,
): Promise<boolean> {
  const { rollout, requestedAt } = card;
  const before = await posts.get(place, key);
  if (before?.rollout === rollout) return true;
  if (before !== null && Number(before.shown) > requestedAt) return false;
  await posts.save({ place, key, rollout, ref: null, shown: String(requestedAt), at: clock() });
  return true;
}

/** The last report is kept for the decision. */
const mostReports = githubLimits.protectionReports - 1;

async function answer(
  parts: ProtectionParts,
  post: Post,
  { decision, comment }: ProtectionReport,
): Promise<void> {
  const run = runOf(post);
  if (run === null) return;
  const [count = '0', before] = post.shown.split(' ');
  const reports = Number(count);
  const now = digest(comment);
  if (decision === null && (before === now || reports >= mostReports)) return;
  const taken = await send(parts, run, { decision, comment });
  // Somebody else decided, or stopped the workflow.
  if (!taken) parts.log.info({ place: parts.name, run }, 'a protected run takes no more reports');
  const shown = `${reports + 1} ${decision === null && taken ? now : decided}`;
  await parts.posts.save({ ...post, shown, at: parts.clock() });
}

async function send(
  { client }: ProtectionParts,
  { repository, run, environment }: ProtectedRun,
  { decision, comment }: ProtectionReport,
): Promise<boolean> {
  const doing = `to answer run ${run} of ${repository}`;
  return client.inRepository(repository, doing, async ({ octokit, owner, repo }) => {
    const report = { owner, repo, run_id: run, environment_name: environment, comment };
    try {
      await octokit.rest.actions.reviewCustomGatesForRun(
        decision === null ? report : { ...report, state: decision },
      );
      return true;
    } catch (error) {
      if (isGone(error) || isUnprocessable(error)) return false;
      throw error;
    }
  });
}

async function forgetOld({ name, posts }: ProtectionParts, now: Instant): Promise<void> {
  for (const { key, at } of await posts.of(name, nobody)) {
    if (at < now - longestWait) await posts.remove(name, key);
  }
}

function releasedKey({ repository, commit, environment }: Omit<ProtectedRun, 'run'>): string {
  return `released/${repository.toLowerCase()}@${commit}/${environment}`;
}

function keyOf({ repository, run, environment }: ProtectedRun): string {
  return `protection/${repository}#${run}/${environment}`;
}

/** Null for what is no run. */
function runOf({ key, ref }: Post): ProtectedRun | null {
  const [, repository, run, environment] = /^protection\/([^#]+)#(\d+)\/(.+)$/.exec(key) ?? [];
  if (repository === undefined || environment === undefined || ref === null) return null;
  return { repository, run: Number(run), environment, commit: ref };
}
