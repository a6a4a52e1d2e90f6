import { endOf, messageOf, startOf, subjectOf } from '../src/core/documents/customer-notice.ts';
import { instantText } from '../src/core/documents/instant-text.ts';
import { type NoticeTemplate, timingOf } from '../src/core/notices/notice.ts';
import { listed } from '../src/core/prose.ts';
import { refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { formatDuration, type Millis } from '../src/core/time.ts';
import type { Call, Desk } from './command.ts';
import { aimedAt } from './named-target.ts';
import { grantWish } from './wish.ts';

/** The words for the end are a draft of their own. */
export function partOf({ parsed }: Call, { name }: NoticeTemplate): string {
  return parsed.flags['resolved'] === true ? `${name}/resolved` : name;
}

/** Sends the draft that was kept, word for word: nobody is told what nobody has read. */
export async function sendNotice(
  call: Call,
  desk: Desk,
  rollout: Rollout,
  template: NoticeTemplate,
): Promise<Reply> {
  const { name, through, ahead, updateEvery } = template;
  const resolved = call.parsed.flags['resolved'] === true;
  const key = { rollout: rollout.id, document: 'customer-notice', part: partOf(call, template) } as const;
  const kept = await desk.store.documents.get(key);
  const draft = `notice ${name} ${rollout.id}${resolved ? ' --resolved' : ''}`;
  if (kept === null) {
    return refuse(
      'no-draft',
      `There is no draft of this notice yet. Type \`${draft}\`, read it, and send it then. Nothing was sent.`,
    );
  }
  if (through.length === 0) {
    return refuse(
      'nowhere',
      `The notice ${name} goes through no place of belay.yml: name some under \`communications.templates.${name}.through\`, or send the draft yourself. Nothing was sent.`,
    );
  }
  const start = startOf(kept.tree);
  const late = start === null ? 0 : timingOf(template, start, call.now).late;
  if (start !== null && late > 0 && call.parsed.flags['late'] !== true) {
    return refuse(
      'too-late',
      `Customers are told ${formatDuration(ahead)} ahead, and for ${instantText(start)} that ended ${formatDuration(late)} ago. Draft it again with a later \`--at\`, or add \`--late\` to send it all the same. Nothing was sent.`,
    );
  }
  const wish = {
    kind: 'notice',
    template: name,
    subject: subjectOf(kept.tree),
    body: messageOf(kept.tree),
    through,
    late,
    start,
    end: endOf(kept.tree),
    draftedAt: kept.at,
    updateEvery,
    resolved,
  } as const;
  const reply = await grantWish(aimedAt(call, rollout.id), desk, 'notice', () => wish);
  return reply.kind === 'done'
    ? { ...reply, sentence: `${reply.sentence} It goes to ${listed(through)}.${promised(updateEvery)}` }
    : reply;
}

function promised(every: Millis | null): string {
  return every === null
    ? ''
    : ` Customers are told more every ${formatDuration(every)}: the thread is reminded of it, until you send it with \`--resolved\`.`;
}
