import type { KnownBlock } from '@slack/types';
import { fileName } from '../../core/documents/file-name.ts';
import { instantText } from '../../core/documents/instant-text.ts';
import { renderText } from '../../core/documents/render-text.ts';
import type { DocumentTree } from '../../core/documents/tree.ts';
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

/** Plain text: what is escaped for messages would be read as it stands in a file. */
export function documentFile(tree: DocumentTree): SlackFile {
  return {
    name: `${fileName(tree.title)}.txt`,
    title: shortened(tree.title, limits.header),
    content: renderText(tree),
  };
}

function notice({ title, summary: said }: DocumentTree): string {
  return `${title}: ${said}`;
}

function head({ title }: DocumentTree): KnownBlock {
  return { type: 'header', text: plain(title, limits.header) };
}

function summary(tree: DocumentTree): readonly KnownBlock[] {
  return packLines(whole(tree.summary));
}

function footer({ draftedBy, draftedWhy, at }: DocumentTree): KnownBlock {
  const by = draftedBy === 'template' ? 'Belay, without a model' : 'a language model';
  return {
    type: 'context',
    elements: [plain(`Drafted by ${by}, ${instantText(at)}. ${draftedWhy}`, limits.text)],
  };
}
