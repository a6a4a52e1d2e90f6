import { z } from 'zod';
import type { Card } from '../../../core/card/card.ts';
import type { RolloutId } from '../../../core/ids.ts';
import { type DeploymentState, deploymentState } from '../../../render/github/deployment-state.ts';
import type { Turn } from '../pace.ts';
import { keepActive, type SayStatus } from './active-deployment.ts';
import type { CommitParts } from './commits.ts';
import { digest } from './digest.ts';
import { isGone } from './translate.ts';

export interface RecordParts extends CommitParts {
  readonly turn: Turn;
}

/** What a rollout is a record of, in GitHub's words. */
export interface Recorded {
  readonly key: string;
  readonly card: Card;
  readonly repository: string;
  readonly commit: string;
  /** The rollout's live page; null when nobody knows its address. */
  readonly link: string | null;
}

const Deployment = z.object({
  id: z.number().int(),
  payload: z.unknown(),
});
const Payload = z.object({ rollout: z.string() });

/** Marks deployments as Belay's for whoever lists them. */
const task = 'deploy';

/** Writes the deployment once, and a status whenever the rollout is somewhere else. */
export async function showDeployment(parts: RecordParts, recorded: Recorded): Promise<void> {
  const { key, card } = recorded;
  const { state, description } = deploymentState(card);
  const shown = digest(state, description);
  const post = await parts.posts.get(parts.name, key);
  if (post?.shown === shown) return;
  const known = deploymentId(post?.ref ?? null) ?? (post === null ? null : await findLost(parts, recorded));
  const id = known ?? (await create(parts, recorded));
  await keep(parts, recorded, id, '');
  const say: SayStatus = (deployment, status) => writeStatus(parts, recorded, deployment, status);
  await keepActive(parts, recorded, id, state, say);
  const said = await writeStatus(parts, recorded, id, { state, description });
  // Somebody deleted the deployment: there is nothing left to say about it, and a second one would be a lie.
  if (!said)
    parts.log.warn({ place: parts.name, rollout: card.rollout }, 'the deployment is gone from GitHub');
  await keep(parts, recorded, id, shown);
}

/** @returns false when the deployment is gone */
async function writeStatus(
  parts: RecordParts,
  recorded: Recorded,
  id: number,
  { state, description }: DeploymentState,
): Promise<boolean> {
  const { link, repository } = recorded;
  await parts.turn('create');
  return parts.client.inRepository(repository, doing(recorded), async ({ octokit, owner, repo }) => {
    const status = { owner, repo, deployment_id: id, state, description };
    try {
      await octokit.rest.repos.createDeploymentStatus(link === null ? status : { ...status, log_url: link });
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  });
}

export function deploymentRef(id: number): string {
  return `deployment/${id}`;
}

function deploymentId(ref: string | null): number | null {
  const [, id] = /^deployment\/(\d+)$/.exec(ref ?? '') ?? [];
  return id === undefined ? null : Number(id);
}

async function create(parts: RecordParts, recorded: Recorded): Promise<number> {
  const { key, card, repository, commit } = recorded;
  await parts.turn('create');
  await parts.posts.save({
    place: parts.name,
    key,
    rollout: card.rollout,
    ref: null,
    shown: '',
    at: parts.clock(),
  });
  return parts.client.inRepository(repository, doing(recorded), async ({ octokit, owner, repo }) => {
    const { data } = await octokit.rest.repos.createDeployment({
      owner,
      repo,
      ref: commit,
      task,
      // What is released was decided in Belay: GitHub neither merges anything into it nor waits for checks.
      auto_merge: false,
      required_contexts: [],
      environment: card.environment,
      description: `${card.service} ${card.version}`.slice(0, 140),
      payload: { rollout: card.rollout },
    });
    return Deployment.parse(data).id;
  });
}

/** One that was written before the answer was lost. */
async function findLost(parts: RecordParts, recorded: Recorded): Promise<number | null> {
  const { card, repository, commit } = recorded;
  return parts.client.inRepository(repository, `to list the deployments of ${repository}`, async (call) => {
    const { octokit, owner, repo } = call;
    const { data } = await octokit.rest.repos.listDeployments({
      owner,
      repo,
      sha: commit,
      task,
      environment: card.environment,
      per_page: 100,
    });
    const own = data.map((one) => Deployment.parse(one)).find(({ payload }) => isOf(payload, card.rollout));
    return own?.id ?? null;
  });
}

/** GitHub gives a payload back as an object or as its text. */
function isOf(payload: unknown, rollout: RolloutId): boolean {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null);
  try {
    return Payload.safeParse(JSON.parse(text)).data?.rollout === rollout;
  } catch {
    return false;
  }
}

async function keep(parts: RecordParts, { key, card }: Recorded, id: number, shown: string): Promise<void> {
  const { name: place, posts, clock } = parts;
  await posts.save({ place, key, rollout: card.rollout, ref: deploymentRef(id), shown, at: clock() });
}

function doing({ repository }: Recorded): string {
  return `to record a deployment in ${repository}`;
}
