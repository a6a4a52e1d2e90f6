import type { APIComponentInContainer, APIFileComponent } from 'discord.js';
import { fileName } from '../../core/documents/file-name.ts';
import { renderText } from '../../core/documents/render-text.ts';
import type { DocumentTree } from '../../core/documents/tree.ts';
import { textDisplay } from './card.ts';
import { documentText } from './document-text.ts';
import { escapeDiscord, prose } from './escape.ts';
import { plainWithin, within } from './fit.ts';
import { limits } from './limits.ts';
import { componentsMessage, type DiscordMessage, type MessageFile } from './message.ts';

interface Chart {
  readonly png: Uint8Array;
  /** What is seen in it. */
  readonly alt: string;
}

const chartFile = 'chart.png';

/** What the document says in a sentence, its chart, and the whole of it as a file to read and to keep. */
export function documentMessage(
  tree: DocumentTree,
  chart: Chart | null,
  pdf: Uint8Array | null = null,
): DiscordMessage {
  const text = textFile(tree);
  const printed = pdf === null ? [] : [pdfFile(tree, pdf)];
  const parts: APIComponentInContainer[] = [
    textDisplay(`### ${within(tree.title, 300, escapeDiscord)}\n${within(tree.summary, 3000, prose)}`),
    ...(chart === null ? [] : [gallery(chart)]),
    fileShown(text),
    ...printed.map(fileShown),
  ];
  const drawn = chart === null ? [] : [{ name: chartFile, contentType: 'image/png', data: chart.png }];
  return componentsMessage([{ type: 17, components: parts }], [text, ...printed, ...drawn]);
}

/** A document as an answer: read on the spot where it fits, else its summary and the whole as a file. */
export function documentAnswer(tree: DocumentTree, pdf: Uint8Array | null = null): DiscordMessage {
  if (pdf !== null) return documentMessage(tree, null, pdf);
  const text = documentText(tree);
  return text.length > limits.texts ? documentMessage(tree, null) : componentsMessage([textDisplay(text)]);
}

function gallery({ alt }: Chart): APIComponentInContainer {
  const description = plainWithin(alt, limits.description);
  return { type: 12, items: [{ media: { url: `attachment://${chartFile}` }, description }] };
}

/** Discord shows a file of such a message only where a component names it. */
export function fileShown({ name }: MessageFile): APIFileComponent {
  return { type: 13, file: { url: `attachment://${name}` } };
}

function pdfFile(tree: DocumentTree, data: Uint8Array): MessageFile {
  return { name: `${fileName(tree.title)}.pdf`, contentType: 'application/pdf', data };
}

/** Plain text: what is escaped for messages would be read as it stands in a file. */
function textFile(tree: DocumentTree): MessageFile {
  return {
    name: `${fileName(tree.title)}.txt`,
    contentType: 'text/plain; charset=utf-8',
    data: renderText(tree),
  };
}
