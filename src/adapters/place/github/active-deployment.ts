import type { DeploymentState } from '../../../render/github/deployment-state.ts';
import type { Recorded, RecordParts } from './deployments.ts';

/** Writes one status of a deployment. */
export type SayStatus = (deployment: number, status: DeploymentState) => Promise<unknown>;

/**
 * Which deployment serves everybody: GitHub itself makes the one before inactive only where an environment is no
 * production one, and knows nothing of rollbacks.
 * @param id of the deployment whose status is about to be `state`
 */
export async function keepActive(
  parts: RecordParts,
  { card, repository }: Recorded,
  id: number,
  state: DeploymentState['state'],
  say: SayStatus,
): Promise<void> {
  const { name: place, posts, clock } = parts;
  const { rollout, service, environment, version } = card;
  const key = `active/${repository.toLowerCase()}/${environment}/${service}`;
  const active = await posts.get(place, key);
  const serving = numberIn(active?.ref);
  const save = (now: number, before: number | null) =>
    posts.save({ place, key, rollout, ref: String(now), shown: String(before ?? ''), at: clock() });
  if (state === 'success' && serving !== id) {
    if (serving !== null)
      await say(serving, { state: 'inactive', description: `replaced by ${version}`.slice(0, 140) });
    await save(id, serving);
  }
  const before = numberIn(active?.shown);
  if (state === 'failure' && serving === id && before !== null) {
    await say(before, { state: 'success', description: 'serves everybody again after a rollback' });
    await save(before, null);
  }
}

function numberIn(text: string | null | undefined): number | null {
  return /^\d+$/.test(text ?? '') ? Number(text) : null;
}
