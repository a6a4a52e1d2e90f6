import PDFDocument from 'pdfkit';
import { instantText } from '../../core/documents/instant-text.ts';
import type { DocumentTree } from '../../core/documents/tree.ts';
import { plainLine } from '../../core/prose.ts';
import type { Picture } from '../../ports/draw-chart.ts';
import { putBlock } from './block.ts';
import { linesOf } from './lines.ts';
import { colors, content, fontFiles, lowest, sheet, styles } from './look.ts';
import { createPen, type Pen } from './pen.ts';
import { rule } from './table.ts';
import { putText } from './text-block.ts';

type Pdf = PDFKit.PDFDocument;

/** Writes the whole file at once. The same document gives the same file. */
export async function writePdf(tree: DocumentTree, chart: Picture | null): Promise<Uint8Array> {
  const pdf = open(tree);
  const whole = collect(pdf);
  const pen = createPen(pdf);
  putHead(pen, tree);
  const at = chartAt(tree);
  tree.blocks.forEach((block, index) => {
    if (index === at) putChart(pen, chart);
    putBlock(pen, block);
  });
  if (at === tree.blocks.length) putChart(pen, chart);
  putDrafted(pen, tree);
  putFooters(pen, tree);
  pdf.end();
  return whole;
}

function open({ title, summary, at }: DocumentTree): Pdf {
  const pdf = new PDFDocument({
    size: 'A4',
    // Pages are broken by the pen alone.
    margin: 0,
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: plainLine(title),
      Subject: plainLine(summary),
      Author: 'Belay',
      Creator: 'Belay',
      CreationDate: new Date(at),
      ModDate: new Date(at),
    },
  });
  for (const [name, file] of Object.entries(fontFiles)) pdf.registerFont(name, file);
  return pdf;
}

async function collect(pdf: Pdf): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of pdf) chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks));
}

function putHead(pen: Pen, { title, summary }: DocumentTree): void {
  pen.pdf.rect(0, 0, sheet.width, 6).fill(colors.accent);
  putText(pen, title, styles.title);
  pen.y += 4;
  putText(pen, summary, styles.summary);
  pen.y += 4;
}

/** Before the second heading: after what the document says first. */
function chartAt({ blocks }: DocumentTree): number {
  const headings = blocks.flatMap(({ kind }, index) => (kind === 'heading' ? [index] : []));
  return headings[1] ?? blocks.length;
}

function putChart(pen: Pen, chart: Picture | null): void {
  if (chart === null) return;
  const image = sizeOf(chart.png);
  const caption = linesOf(pen, chart.alt, styles.small, content);
  const below = 6 + caption.length * styles.small.height;
  pen.space(10);
  const most = lowest - sheet.top - Math.min(below, 150);
  const scale = Math.min(content / image.width, most / image.height);
  const height = image.height * scale;
  pen.need(height + below);
  const x = sheet.left + (content - image.width * scale) / 2;
  pen.pdf.image(Buffer.from(chart.png), x, pen.y, { height });
  pen.y += height + 6;
  putText(pen, chart.alt, styles.small);
}

/** Pixels, as the first chunk of a PNG says. */
function sizeOf(png: Uint8Array): { readonly width: number; readonly height: number } {
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: header.getUint32(16), height: header.getUint32(20) };
}

/** Who wrote it, and why so: whoever reads it later must be able to tell. */
function putDrafted(pen: Pen, { draftedBy, draftedWhy, at }: DocumentTree): void {
  const by = draftedBy === 'template' ? 'Belay, without a model' : 'a language model';
  const said = `Drafted by ${by}, ${instantText(at)}. ${draftedWhy}`;
  const height = 6 + Math.min(3, linesOf(pen, said, styles.small, content).length) * styles.small.height;
  // Better close to the text than alone on a page.
  pen.space(Math.max(0, Math.min(16, pen.room() - height)));
  pen.need(height);
  rule(pen, colors.line);
  pen.y += 6;
  putText(pen, said, styles.small);
}

/** Only now it is known how many pages there are. */
function putFooters(pen: Pen, { title, draftedBy }: DocumentTree): void {
  const { start, count } = pen.pdf.bufferedPageRange();
  const by = draftedBy === 'template' ? 'Drafted by Belay, without a model' : 'Drafted by a language model';
  for (let page = 0; page < count; page += 1) {
    pen.pdf.switchToPage(start + page);
    pen.y = sheet.height - 42;
    rule(pen, colors.line);
    pen.y += 6;
    const number = `Page ${page + 1} of ${count}`;
    const right = pen.widthOf(number, styles.footer);
    const [name = ''] = linesOf(pen, `${by} · ${title}`, styles.footer, content - right - 20);
    pen.put(name, sheet.left, styles.footer);
    pen.put(number, sheet.left + content - right, styles.footer);
  }
}
