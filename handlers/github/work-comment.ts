import type { About } from '../../commands/command.ts';
import { speakerByAccount } from '../../src/config/find-speaker.ts';
import type { Speaker } from '../../src/core/access/access.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { KeptDelivery } from '../../src/ports/inbox.ts';
import { renderReply } from '../../src/render/github/reply.ts';
import { commandOf, isUrgent } from '../hear/command-of.ts';
import type { Once } from '../hear/once.ts';
import { aboutIssue, aboutPull, threadOf } from './about.ts';
import { answerComment } from './answer-comment.ts';
import { bindRollout } from './bind-rollout.ts';
import type { HeardOf } from './heard.ts';
import { refuseLate, saidAtOf } from './late.ts';
import { refusePermission } from './permission.ts';
import { changedFiles, getPull, type Pull } from './pull.ts';
import { react } from './react.ts';
import { refuseStranger } from './unknown-person.ts';
import { withNote } from './with-note.ts';
import type { WorkParts } from './work-parts.ts';

type Comment = HeardOf<'comment'>;

/** 👀 first, then the command, then its answer: a sign where the rollout's card says it all, one comment otherwise. */
export async function workComment(
  parts: WorkParts,
  heard: Comment,
  kept: KeptDelivery,
  once: Once,
): Promise<void> {
  const speaker = speakerByAccount(parts.config, 'github', String(heard.by.id));
  if (speaker === null) return answerStranger(parts, heard);
  const seen = react(parts, heard, 'eyes');
  // What was answered before holds, whatever has become of the pull request since.
  const reply = kept.reply ?? (await replyTo(parts, heard, { speaker, kept, once }));
  await seen;
  await answer(parts, heard, reply);
}

/** Anybody can comment in a public repository. What is written to them is not to use up what GitHub lets Belay write. */
async function answerStranger(parts: WorkParts, heard: Comment): Promise<void> {
  const { repository, by, comment } = heard;
  if (parts.limitStrangers(repository.name) === null) return answer(parts, heard, refuseStranger(by));
  const about = { place: parts.place.name, repository: repository.name, comment, account: by.id };
  parts.log.warn(about, 'too many strangers speak to Belay; this one was not answered');
}

interface Spoken {
  readonly speaker: Speaker;
  readonly kept: KeptDelivery;
  readonly once: Once;
}

async function replyTo(parts: WorkParts, heard: Comment, { speaker, kept, once }: Spoken): Promise<Reply> {
  const { repository, by, text } = heard;
  const spec = commandOf(text, parts.specs);
  const say = async (about: About) => {
    const saidAt = saidAtOf(heard, kept);
    const bound = await bindRollout(parts, heard, { begun: kept.begun, saidAt }, about);
    return 'kind' in bound ? bound : once({ text, speaker, place: parts.place.name, about: bound, saidAt });
  };
  // Taking traffic back waits for no answer of GitHub: who may is declared in belay.yml.
  if (isUrgent(text, parts.specs)) return say(aboutIssue(parts, repository, heard.number));
  const denied = await refusePermission(parts.client, repository, by, spec?.kind ?? 'reads');
  if (denied !== null) return denied;
  if (!heard.isPull) {
    const asked = await parts.requestIn(threadOf(repository, heard.number));
    return say({ ...aboutIssue(parts, repository, heard.number), ...asked });
  }
  return replyInPull(parts, heard, { spec, kept, say });
}

interface Asked {
  readonly spec: CommandSpec | null;
  readonly kept: KeptDelivery;
  readonly say: (about: About) => Promise<Reply>;
}

async function replyInPull(parts: WorkParts, heard: Comment, { spec, kept, say }: Asked): Promise<Reply> {
  const { client, place } = parts;
  const { repository, number } = heard;
  const pull = await getPull(client, repository, number);
  if (pull.fork && !place.forks) return refuseFork();
  const releases = spec !== null && takesVersion(spec);
  const late = releases ? refuseLate(heard, pull, parts.clock()) : null;
  if (late !== null) return late;
  const changes = releases ? await changedFiles(client, repository, number) : null;
  // A command that was begun is not judged again: it may have been carried out.
  if (spec?.kind === 'acts' && !kept.begun) {
    const moved = refuseMoved(pull, await getPull(client, repository, number));
    if (moved !== null) return moved;
  }
  return say(aboutPull(parts, repository, pull, changes));
}

/** Whether it releases a version: the pull request says which when the line does not. */
function takesVersion({ args }: CommandSpec): boolean {
  return args.some(({ kind }) => kind === 'version');
}

function refuseFork(): Refusal {
  return refuse(
    'fork',
    'This pull request comes from a fork, and Belay takes no commands there: anybody can change what a fork holds. Nothing was done. `forks: true` at the place in belay.yml would allow it.',
  );
}

/** What was read about the pull request must still hold when the command runs. */
function refuseMoved(read: Pull, now: Pull): Refusal | null {
  if (read.commit === now.commit && read.fork === now.fork) return null;
  return refuse(
    'head-moved',
    `The pull request went on from ${read.commit.slice(0, 12)} to ${now.commit.slice(0, 12)} while Belay read your command. Nothing was done; look at the new commit and say it again.`,
  );
}

async function answer(parts: WorkParts, heard: Comment, reply: Reply): Promise<void> {
  const { specs, client, linkOf } = parts;
  const { repository, number, at, by, text, further } = heard;
  if (reply.kind === 'done') {
    const starts = commandOf(text, specs)?.name === 'deploy';
    await react(parts, heard, starts ? 'rocket' : '+1');
    if (further === 0 && (await hangsHere(parts, heard, reply))) return;
  }
  const bodies = renderReply(withNote(reply, further), {
    key: `answer/${heard.comment}`,
    understood: { text, by: by.login, at },
    mention: 'belay',
    linkOf,
  });
  await answerComment(client, { repository, number, since: at, bodies });
}

/** The card of that rollout stands in this thread and shows what was done. */
async function hangsHere(
  { place, originOf }: WorkParts,
  { repository, number }: Comment,
  { rollout }: Extract<Reply, { kind: 'done' }>,
): Promise<boolean> {
  if (rollout === null) return false;
  const origin = await originOf(rollout).catch(() => null);
  return origin?.place === place.name && origin.thread === threadOf(repository, number);
}
