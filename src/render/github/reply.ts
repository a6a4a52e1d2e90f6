import { instantText } from '../../core/documents/instant-text.ts';
import type { Reply } from '../../core/reply.ts';
import type { Instant } from '../../core/time.ts';
import { cardSections } from './card.ts';
import { documentComments } from './document.ts';
import { fitted, type Section } from './fit.ts';
import { githubLimits } from './limits.ts';
import { codeSpan, htmlText, prose, say } from './markdown.ts';
import { marker } from './marker.ts';

export interface ReplyOptions {
  /** The marker's key: by it the answer is found again. */
  readonly key: string;
  /** What was read as a command, and of whom: a comment may be edited afterwards. Null when nothing was understood. */
  readonly understood: { readonly text: string; readonly by: string; readonly at: Instant } | null;
  /** How Belay is called in comments: `belay` for `@belay`. */
  readonly mention: string;
  /** Address of a rollout's live page; null when nobody knows it. */
  readonly linkOf?: (rollout: string) => string | null;
}

/** An answer as comments: the first is the answer, more are there only when a document is too long for one. */
export function renderReply(reply: Reply, options: ReplyOptions): readonly [string, ...string[]] {
  const head = headSection(options);
  if (reply.kind === 'document') {
    const [first = '', ...more] = documentComments(reply.tree, githubLimits.comment - 4000);
    const followUps = more.map((body, index) => `${marker(`${options.key}/${index + 2}`)}\n${body}`);
    return [`${head.lines.join('\n')}\n\n${first}`, ...followUps];
  }
  return [fitted([head, ...bodySections(reply, options)], githubLimits.comment)];
}

/** While the command is worked: the comment that becomes the answer. */
export function renderWorking(options: ReplyOptions): string {
  return fitted(
    [headSection(options), { lines: ['👀 Belay is on it.'], noun: 'line' }],
    githubLimits.comment,
  );
}

function headSection({ key, understood }: ReplyOptions): Section {
  if (understood === null) return { lines: [marker(key)], noun: 'line' };
  const { text, by, at } = understood;
  const quote = `> ${say(by, 100)}, ${instantText(at)}: ${codeSpan(text, 1000)}`;
  return { lines: [marker(key), quote], noun: 'line' };
}

function bodySections(
  reply: Exclude<Reply, { kind: 'document' }>,
  { mention, linkOf }: ReplyOptions,
): readonly Section[] {
  switch (reply.kind) {
    case 'refused':
      return [{ lines: [`🛑 ${prose(reply.sentence, 4000)}`], noun: 'line' }];
    case 'done':
      return [{ lines: [`✅ ${prose(reply.sentence, 4000)}`], noun: 'line' }];
    case 'cards': {
      const [only] = reply.cards;
      const sentence = { lines: [prose(reply.sentence, 4000)], noun: 'line' };
      if (only !== undefined && reply.cards.length === 1)
        return [sentence, ...cardSections(only, mention, linkOf?.(only.rollout) ?? null)];
      return [sentence, ...reply.cards.map((card) => oneOfMany(card))];
    }
  }
}

type ReplyCard = Extract<Reply, { kind: 'cards' }>['cards'][number];

function oneOfMany(card: ReplyCard): Section {
  const { title, phase, now, next, rollout } = card;
  const lines = [
    `- ${codeSpan(rollout)}`,
    `- **Now:** ${prose(now.sentence)}`,
    `- **Next:** ${prose(next.sentence)}`,
  ];
  return { lines, fold: `${htmlText(title)}: ${htmlText(phase)}`, noun: 'line' };
}
