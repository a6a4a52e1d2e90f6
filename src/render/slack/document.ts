import type { KnownBlock } from '@slack/types';
import { instantText } from '../../core/documents/instant-text.ts';
import { renderMarkdown } from '../../core/documents/render-markdown.ts';
import type { DocumentTree } from '../../core/documents/tree.ts';
import { plainLine } from '../../core/prose.ts';
import { documentBlocks } from './document-blocks.ts';
import { plain, shortened } from './escape.ts';
import { inMessages } from './fit.ts';
import { limits } from './limits.ts';
import { type SlackFile, type SlackMessage, slackMessage } from './message.ts';
import { packLines, whole } from './pack.ts';

/** What a thread says of a document; the whole of it goes as a file. */
export function documentSummary(tree: DocumentTree): SlackMessage {
  return slackMessage(notice(tree), [head(tree), ...summary(tree), footer(tree)]);
}

/** The whole document in messages, in order. */
export function documentMessages(tree: DocumentTree): readonly SlackMessage[] {
  const { text } = slackMessage(notice(tree), []);
  return inMessages(text, [
    head(tree),
    ...summary(tree),
    ...tree.blocks.flatMap(documentBlocks),
    footer(tree),
  ]);
}

export function documentFile(tree: DocumentTree): SlackFile {
  const name = plainLine(tree.title)
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  return {
    name: `${name || 'document'}.md`,
    title: shortened(tree.title, limits.header),
    content: renderMarkdown(tree),
  };
}

function notice({ title, summary: said }: DocumentTree): string {
  return `${title}: ${said}`;
}

function head({ title }: DocumentTree): KnownBlock {
  return { type: 'header', text: plain(title, limits.header) };
}

function summary(tree: DocumentTree): readonly KnownBlock[] {
  return packLines(whole(tree.summary).map((piece) => [piece]));
}

function footer({ draftedBy, draftedWhy, at }: DocumentTree): KnownBlock {
  const by = draftedBy === 'template' ? 'Belay, without a model' : 'a language model';
  return {
    type: 'context',
    elements: [plain(`Drafted by ${by}, ${instantText(at)}. ${draftedWhy}`, limits.text)],
  };
}
