import { speakerByAccount } from '../../src/config/find-speaker.ts';
import { quote } from '../../src/core/command/tokenize.ts';
import { VersionName } from '../../src/core/ids.ts';
import { refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { KeptDelivery } from '../../src/ports/inbox.ts';
import { renderReply } from '../../src/render/github/reply.ts';
import type { Once } from '../hear/once.ts';
import { aboutPull } from './about.ts';
import { answerComment } from './answer-comment.ts';
import type { HeardOf } from './heard.ts';
import { refuseOvertakenMerge, refuseOvertakenRelease } from './overtaken.ts';
import { changedFiles } from './pull.ts';
import { refuseStranger } from './unknown-person.ts';
import type { WorkParts } from './work-parts.ts';

/** A merge starts a rollout in the name of whoever merged. Its card is the answer; one comment says why there is none. */
export async function workMerge(
  parts: WorkParts,
  heard: HeardOf<'merge'>,
  kept: KeptDelivery,
  once: Once,
): Promise<void> {
  const { repository, pull, at, by, commit, slot } = heard;
  const text = `deploy ${slot.service} ${commit} to ${slot.environment}`;
  const reply = kept.reply ?? (await replyToMerge(parts, heard, text, once));
  if (reply.kind !== 'refused') return;
  const bodies = renderReply(
    { ...reply, sentence: `This merge started nothing. ${reply.sentence}` },
    {
      key: `merge/${commit}/${slot.service}/${slot.environment}`,
      understood: { text, by: by?.login ?? 'somebody', at },
      mention: 'belay',
    },
  );
  await answerComment(parts.client, { repository, number: pull, since: at, bodies });
}

async function replyToMerge(
  parts: WorkParts,
  heard: HeardOf<'merge'>,
  text: string,
  once: Once,
): Promise<Reply> {
  const { repository, pull, by, commit } = heard;
  if (by === null)
    return refuse('unknown-person', 'GitHub does not say who merged. Ask for the rollout here.');
  const speaker = speakerByAccount(parts.config, 'github', String(by.id));
  if (speaker === null) return refuseStranger(by);
  const late = await refuseOvertakenMerge(parts, heard);
  if (late !== null) return late;
  const changes = await changedFiles(parts.client, repository, pull);
  const about = aboutPull(parts, repository, { number: pull, commit }, changes);
  return once({ text, speaker, place: parts.place.name, about });
}

/** A release starts a rollout of its tag. GitHub has no thread for releases, so a refusal goes to the log. */
export async function workRelease(
  parts: WorkParts,
  heard: HeardOf<'release'>,
  kept: KeptDelivery,
  once: Once,
): Promise<void> {
  const { repository, tag } = heard;
  const reply = kept.reply ?? (await replyToRelease(parts, heard, once));
  if (reply.kind !== 'refused') return;
  const about = { place: parts.place.name, repository: repository.name, tag, code: reply.code };
  parts.log.warn(about, `a release started nothing: ${reply.sentence}`);
}

async function replyToRelease(parts: WorkParts, heard: HeardOf<'release'>, once: Once): Promise<Reply> {
  const { tag, by, slot } = heard;
  const speaker = speakerByAccount(parts.config, 'github', String(by.id));
  if (speaker === null) return refuseStranger(by);
  if (!VersionName.safeParse(tag).success) {
    return refuse('bad-version', `The tag ${JSON.stringify(tag)} cannot be the name of a version.`);
  }
  const late = await refuseOvertakenRelease(parts, heard);
  if (late !== null) return late;
  const text = `deploy ${slot.service} ${quote(tag)} to ${slot.environment}`;
  return once({ text, speaker, place: parts.place.name });
}
