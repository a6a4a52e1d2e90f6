import { z } from 'zod';
import type { RepositoryCall } from '../../../ports/github-calls.ts';
import { type CheckRun, checkRun } from '../../../render/github/check-run.ts';
import { decideEdit, readShown, shownOf, shownText, waitToEdit } from '../edit-pace.ts';
import type { Recorded, RecordParts } from './deployments.ts';
import { digest } from './digest.ts';

const Run = z.object({
  id: z.number().int(),
  external_id: z.string().nullish(),
  app: z.object({ id: z.number() }).nullish(),
});

/**
 * Keeps the rollout's check on its commit.
 * @param mention how Belay is called in comments
 * @throws Failure place-paced when it was edited a moment ago
 */
export async function showCheck(parts: RecordParts, recorded: Recorded, mention: string): Promise<void> {
  const { key, card } = recorded;
  const run = checkRun(card, mention);
  const shown = { meaning: shownOf(card).meaning, whole: digest(JSON.stringify(run)) };
  const post = await parts.posts.get(parts.name, key);
  const id = post === null ? null : (checkId(post.ref) ?? (await findLost(parts, recorded, run.name)));
  if (post !== null && id !== null) {
    const edit = decideEdit(readShown(post.shown), shown, post.at, parts.clock());
    if (edit.kind === 'same') return;
    if (edit.kind === 'wait') throw waitToEdit(edit.for);
  }
  const now = id === null ? await create(parts, recorded, run) : await change(parts, recorded, run, id);
  await keep(parts, recorded, checkRef(now), shownText(shown));
}

export function checkRef(id: number): string {
  return `check/${id}`;
}

function checkId(ref: string | null): number | null {
  const [, id] = /^check\/(\d+)$/.exec(ref ?? '') ?? [];
  return id === undefined ? null : Number(id);
}

async function create(parts: RecordParts, recorded: Recorded, run: CheckRun): Promise<number> {
  await parts.turn('create');
  await keep(parts, recorded, null, '');
  return parts.client.inRepository(recorded.repository, doing(recorded), async (call) => {
    const { octokit } = call;
    const { name, ...progress } = bodyOf(recorded, call, run);
    const body = { ...progress, name, head_sha: recorded.commit };
    const { data } = await octokit.rest.checks.create(body);
    return Run.parse(data).id;
  });
}

async function change(parts: RecordParts, recorded: Recorded, run: CheckRun, id: number): Promise<number> {
  return parts.client.inRepository(recorded.repository, doing(recorded), async (call) => {
    await call.octokit.rest.checks.update({ ...bodyOf(recorded, call, run), check_run_id: id });
    return id;
  });
}

function bodyOf({ card, link }: Recorded, { owner, repo }: RepositoryCall, run: CheckRun) {
  const { name, title, summary, text } = run;
  const state =
    run.status === 'completed' ? { status: run.status, conclusion: run.conclusion } : { status: run.status };
  const details = link === null ? {} : { details_url: link };
  return {
    owner,
    repo,
    name,
    external_id: card.rollout,
    output: { title, summary, text },
    ...details,
    ...state,
  };
}

/** One that was written before the answer was lost. */
async function findLost(parts: RecordParts, recorded: Recorded, name: string): Promise<number | null> {
  const { repository, commit, card } = recorded;
  return parts.client.inRepository(repository, `to list the checks of ${repository}`, async (call) => {
    const { octokit, owner, repo } = call;
    const list = {
      owner,
      repo,
      ref: commit,
      check_name: name,
      app_id: parts.client.appId,
      filter: 'all',
    } as const;
    const { data } = await octokit.rest.checks.listForRef({ ...list, per_page: 100 });
    const runs = data.check_runs.map((one) => Run.parse(one));
    const own = runs.find((one) => one.external_id === card.rollout && one.app?.id === parts.client.appId);
    return own?.id ?? null;
  });
}

async function keep(
  { posts, name, clock }: RecordParts,
  { key, card }: Recorded,
  ref: string | null,
  shown: string,
): Promise<void> {
  await posts.save({ place: name, key, rollout: card.rollout, ref, shown, at: clock() });
}

function doing({ repository }: Recorded): string {
  return `to keep a check in ${repository}`;
}
