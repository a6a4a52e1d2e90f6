import type { Notice } from '../notices/compose-notice.ts';
import { readStart } from '../notices/read-start.ts';
import { listed, quoted } from '../prose.ts';
import { formatDuration, type Instant } from '../time.ts';
import { facts, heading, list, paragraph } from './blocks.ts';
import { instantText } from './instant-text.ts';
import type { Block, DocumentTree } from './tree.ts';

/** Under this stands what a model wrote for customers, and else what the template says. */
export const messageHeading = 'Message';
export const templateHeading = 'Text of the template';

/** A notice to customers as a draft: the text, whether it is needed, through what and by when it goes out. */
export function customerNotice(notice: Notice, service: string, now: Instant): DocumentTree {
  const { template, subject, body } = notice;
  return {
    title: `Customer notice (${template.name}): ${service}`,
    summary: `A draft that nobody has been sent: ${quoted(subject)}. ${timingSentence(notice)}`,
    draftedBy: 'template',
    draftedWhy: 'Filled in from the template of belay.yml and from the plan; no model was asked.',
    at: now,
    blocks: [
      facts(
        ['Subject', subject],
        ['Is it needed?', needWords(notice)],
        ['Start', instantText(notice.start)],
        ...(notice.template.ahead === 0 ? [] : [['Expected end', instantText(notice.end)] as const]),
        ['Send it by', sendWords(notice)],
        ['Through', throughWords(notice)],
        ...updates(notice, now),
      ),
      heading(templateHeading),
      ...body.split(/\n{2,}/).map((part) => paragraph(part.replaceAll('\n', ' '))),
      heading('Before it is sent'),
      list([
        'Nobody is told anything before somebody who may `notice` says it again with `--send`.',
        'Read the text as a customer would: times are UTC, and nothing in it was checked against what customers see.',
      ]),
    ],
  };
}

/** What goes out: the model's message where one passed every gate, else the template's text. */
export function messageOf({ blocks }: Pick<DocumentTree, 'blocks'>): string {
  const message = underHeading(blocks, messageHeading);
  return (message.length > 0 ? message : underHeading(blocks, templateHeading)).join('\n\n');
}

function underHeading(blocks: readonly Block[], title: string): readonly string[] {
  const at = blocks.findIndex((block) => block.kind === 'heading' && block.text === title);
  if (at === -1) return [];
  const rest = blocks.slice(at + 1);
  const end = rest.findIndex(({ kind }) => kind !== 'paragraph');
  const own = end === -1 ? rest : rest.slice(0, end);
  return own.flatMap((block) => (block.kind === 'paragraph' ? [block.text] : []));
}

/** The subject as it was drafted. */
export function subjectOf(tree: Pick<DocumentTree, 'blocks'>): string {
  return rowOf(tree, 'Subject') ?? '';
}

/** When what is announced begins, as it was drafted; null when the document is none of these. */
export function startOf(tree: Pick<DocumentTree, 'blocks'>): Instant | null {
  const text = rowOf(tree, 'Start');
  return text === null ? null : readStart(text, 0);
}

/** When what was planned is expected to be over, as it was drafted; null for what was not planned. */
export function endOf(tree: Pick<DocumentTree, 'blocks'>): Instant | null {
  const text = rowOf(tree, 'Expected end');
  return text === null ? null : readStart(text, 0);
}

function rowOf({ blocks }: Pick<DocumentTree, 'blocks'>, name: string): string | null {
  const rows = blocks.flatMap((block) => (block.kind === 'facts' ? block.rows : []));
  return rows.find((row) => row.name === name)?.value ?? null;
}

export function timingSentence({ template, timing, start }: Notice): string {
  const { ahead } = template;
  if (ahead === 0) return 'It goes out at once.';
  const lead = formatDuration(ahead);
  if (timing.late === 0) return `It must be sent by ${instantText(timing.sendBy)}, ${lead} ahead.`;
  return `It is too late to tell customers ${lead} ahead of ${instantText(start)}: that ended ${formatDuration(timing.late)} ago. Sent now, the change may begin at ${instantText(timing.earliest)}.`;
}

function needWords({ need, template }: Notice): string {
  if (need.change === null && template.ahead === 0) return 'Yes, where customers notice something.';
  const for_ = listed(need.neededFor.map(words), 'or');
  if (need.change === null) return `Yes for a ${for_}; say which it is with \`--change\`.`;
  return need.needed === true
    ? `Yes: customers are told of a ${words(need.change)}.`
    : `No: customers are not told of a ${words(need.change)}, only of a ${for_}.`;
}

function words(change: string): string {
  return change.replaceAll('-', ' ');
}

function sendWords({ template, timing }: Notice): string {
  if (template.ahead === 0) return 'at once';
  return `${instantText(timing.sendBy)}${timing.late === 0 ? '' : ` (${formatDuration(timing.late)} ago)`}`;
}

function throughWords({ template }: Notice): string {
  return template.through.length === 0
    ? 'no place of belay.yml: people send it themselves'
    : listed(template.through);
}

function updates({ template }: Notice, now: Instant): readonly (readonly [string, string])[] {
  const { updateEvery } = template;
  if (updateEvery === null) return [];
  return [
    ['Brought up to date', `every ${formatDuration(updateEvery)}, next at ${instantText(now + updateEvery)}`],
  ];
}
