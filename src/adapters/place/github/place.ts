import type { Card } from '../../../core/card/card.ts';
import type { PlaceName, RolloutId } from '../../../core/ids.ts';
import type { Place } from '../../../ports/place.ts';
import type { Protect } from '../../../ports/protection.ts';
import { showCardComment, showDocument } from './card-comment.ts';
import { showCheck } from './check-runs.ts';
import { commitOf, sameRepository } from './commits.ts';
import { type RecordParts, showDeployment } from './deployments.ts';
import { inTurn } from './in-turn.ts';
import { cardMessage } from './kept-card.ts';
import { answerRuns, protect } from './protections.ts';
import { addLines, addWaitingLines, type StoryParts } from './story.ts';
import { readThread, type Thread } from './thread.ts';

export interface GithubPlaceParts extends RecordParts, StoryParts {
  /** `owner/name`: others are none of this place's business. */
  readonly repositories: readonly string[];
  /** Where the code of services stands, for rollouts that do not say it themselves. */
  readonly repositoryOf: (service: string) => string | null;
  /** How Belay is called in comments: `belay` for `@belay`. */
  readonly mention: string;
  /** Address of a rollout's live page; null when nobody knows it. */
  readonly linkOf: (rollout: RolloutId) => string | null;
}

export interface GithubPlace extends Place {
  readonly protect: Protect;
}

/** Pull requests, deployments and checks: one comment in the thread a rollout was asked for in, and its records on its commit. */
export function createGithubPlace(parts: GithubPlaceParts): GithubPlace {
  const { name, messages, clock } = parts;
  const protection = {
    ...parts,
    cardOf: async (rollout: RolloutId) => (await cardMessage(messages, name, rollout))?.card ?? null,
  };
  return {
    name,
    remote: true,
    async card(key, card) {
      await messages.post({ key, place: name, rollout: card.rollout, kind: 'card', body: card, at: clock() });
      const thread = threadOf(parts, card);
      if (thread !== null) await addWaitingLines(parts, card.rollout);
      await inTurn([
        async () => (thread === null ? undefined : showCardComment(parts, key, card, thread)),
        () => showRecords(parts, key, card),
        async () => withCommit(parts, key, card, (...about) => answerRuns(protection, card, ...about)),
      ]);
    },
    async line(key, rollout, text) {
      const kept = await cardMessage(messages, name, rollout);
      const thread = kept === null ? null : threadOf(parts, kept.card);
      if (kept === null || thread === null) return;
      await addLines(parts, rollout, [{ key, text }]);
      await showCardComment(parts, kept.key, kept.card, thread);
    },
    async document(key, rollout, paper) {
      const kept = await cardMessage(messages, name, rollout);
      const thread = kept === null ? null : threadOf(parts, kept.card);
      if (kept === null || thread === null) return;
      await showDocument(parts, { key, paper, card: kept, thread });
    },
    async protect(run) {
      if (isOurs(parts, run.repository)) await protect(protection, run);
    },
  };
}

/** Where the rollout was asked for; null when that is no thread of this place. */
function threadOf(
  parts: { readonly name: PlaceName; readonly repositories: readonly string[] },
  { origin }: Card,
): Thread | null {
  if (origin?.place !== parts.name) return null;
  const thread = readThread(origin.thread);
  return thread !== null && isOurs(parts, thread.repository) ? thread : null;
}

function isOurs({ repositories }: Pick<GithubPlaceParts, 'repositories'>, repository: string): boolean {
  return repositories.some((one) => sameRepository(one, repository));
}

async function showRecords(parts: GithubPlaceParts, key: string, card: Card): Promise<void> {
  const link = parts.linkOf(card.rollout);
  await withCommit(parts, key, card, (repository, commit) =>
    inTurn([
      () => showDeployment(parts, { key: `${key}/deployment`, card, repository, commit, link }),
      () => showCheck(parts, { key: `${key}/check`, card, repository, commit, link }, parts.mention),
    ]),
  );
}

/** Nothing for a service whose code stands elsewhere, or a version that is no ref there. */
async function withCommit(
  parts: GithubPlaceParts,
  key: string,
  card: Card,
  work: (repository: string, commit: string) => Promise<void>,
): Promise<void> {
  const repository = card.source?.repository ?? parts.repositoryOf(card.service);
  if (repository === null || !isOurs(parts, repository)) return;
  const commit = await commitOf(parts, card, repository, `${key}/commit`);
  if (commit !== null) await work(repository, commit);
}
