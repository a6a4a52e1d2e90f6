import { decisionWords } from '../../core/documents/outcome.ts';
import type { Block } from '../../core/documents/tree.ts';
import { codeLines, linesOf } from './lines.ts';
import { colors, content, lowest, outcomeColors, type Style, sheet, styles } from './look.ts';
import type { Pen } from './pen.ts';
import { putItem, putText } from './text-block.ts';

type Of<K extends Block['kind']> = Extract<Block, { kind: K }>;

/** The decision in its colour, and in words that say the same without it. */
export function putDecision(pen: Pen, block: Of<'decision'>): void {
  const { tone, ground } = outcomeColors[block.outcome];
  const style: Style = { ...styles.decision, color: tone };
  const inner = content - 34;
  const lines = [
    ...linesOf(pen, decisionWords(block), style, inner).map((line) => ({ line, style })),
    ...linesOf(pen, block.sentence, styles.body, inner).map((line) => ({
      line,
      style: styles.body as Style,
    })),
  ];
  pen.space(8);
  putPanel(pen, lines, 10, (top, height) => {
    pen.pdf.rect(sheet.left, top, content, height).fill(ground);
    pen.pdf.rect(sheet.left, top, 4, height).fill(tone);
  });
}

export function putQuote(pen: Pen, { source, text }: Of<'quote'>): void {
  const width = content - 34;
  const lines = [
    ...linesOf(pen, text, styles.quote, width).map((line) => ({ line, style: styles.quote as Style })),
    ...linesOf(pen, `${source}, unverified`, styles.small, width).map((line) => ({
      line,
      style: styles.small as Style,
    })),
  ];
  putPanel(pen, lines, 3, (top, height) => pen.pdf.rect(sheet.left + 4, top, 2.5, height).fill('#c3ccd6'));
}

export function putCode(pen: Pen, { lines }: Of<'code'>): void {
  const wrapped = lines.flatMap((line) => codeLines(pen, line, styles.code, content - 34));
  putPanel(
    pen,
    wrapped.map((line) => ({ line, style: styles.code as Style })),
    7,
    (top, height) => pen.pdf.roundedRect(sheet.left, top, content, height, 3).fill(colors.soft),
  );
}

interface Line {
  readonly line: string;
  readonly style: Style;
}

/** Lines on a ground of their own, which goes on over pages. */
function putPanel(
  pen: Pen,
  lines: readonly Line[],
  padding: number,
  ground: (top: number, height: number) => void,
): void {
  const most = lowest - sheet.top - 2 * padding;
  const height = heightOf(lines);
  if (height <= most) pen.need(height + 2 * padding);
  else pen.need(80);
  let rest = lines;
  while (rest.length > 0) {
    const part = fitting(rest, pen.room() - 2 * padding);
    ground(pen.y, heightOf(part) + 2 * padding);
    pen.y += padding;
    for (const { line, style } of part) {
      pen.put(line, sheet.left + 18, style);
      pen.y += style.height;
    }
    pen.y += padding;
    rest = rest.slice(part.length);
    if (rest.length > 0) pen.newPage();
  }
}

function heightOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { style }) => sum + style.height, 0);
}

/** At least one, so that it comes to an end. */
function fitting(lines: readonly Line[], room: number): readonly Line[] {
  let used = 0;
  const over = lines.findIndex(({ style }) => {
    used += style.height;
    return used > room;
  });
  return over === -1 ? lines : lines.slice(0, Math.max(1, over));
}

const boxSize = 8.5;

export function putChecklist(pen: Pen, { items }: Of<'checklist'>): void {
  for (const { text, done, evidence } of items) {
    putItem(pen, text, styles.body, 19, (x) => putBox(pen, x + 1, pen.y + 2.6, done));
    if (evidence !== null) {
      putText(pen, evidence, styles.small, { x: sheet.left + 19, width: content - 19 });
    }
    pen.y += 2.5;
  }
}

/** Ticked, crossed, or left for a person's pen. */
function putBox({ pdf }: Pen, x: number, y: number, done: boolean | null): void {
  const color = done === null ? colors.faint : done ? colors.good : colors.bad;
  pdf.lineWidth(1).strokeColor(color);
  pdf.roundedRect(x, y, boxSize, boxSize, 1.5).stroke();
  if (done === null) return;
  pdf.lineWidth(1.4);
  if (done) {
    pdf
      .moveTo(x + 1.9, y + 4.4)
      .lineTo(x + 3.7, y + 6.3)
      .lineTo(x + 6.8, y + 2.3);
  } else {
    pdf.moveTo(x + 2.2, y + 2.2).lineTo(x + 6.3, y + 6.3);
    pdf.moveTo(x + 6.3, y + 2.2).lineTo(x + 2.2, y + 6.3);
  }
  pdf.stroke();
}
