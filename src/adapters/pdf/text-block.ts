import { linesOf } from './lines.ts';
import { content, type Style, sheet } from './look.ts';
import type { Pen } from './pen.ts';

export interface Where {
  /** Points from the left edge of the sheet. */
  readonly x: number;
  readonly width: number;
}

export const whole: Where = { x: sheet.left, width: content };

/** Lines of text, over as many pages as they need; two lines of a paragraph stay together. */
export function putText(pen: Pen, text: string, style: Style, { x, width }: Where = whole): void {
  const lines = linesOf(pen, text, style, width);
  lines.forEach((line, index) => {
    const together = index === 0 ? Math.min(2, lines.length) : 1;
    pen.need(style.height * together);
    pen.put(line, x, style);
    pen.y += style.height;
  });
}

/** A heading stays with what follows it. */
export function putHeading(pen: Pen, text: string, style: Style): void {
  pen.space(14);
  const lines = linesOf(pen, text, style, content);
  pen.need(lines.length * style.height + 46);
  pen.pdf.outline.addItem(lines.join(' '));
  for (const line of lines) {
    pen.need(style.height);
    pen.put(line, sheet.left, style);
    pen.y += style.height;
  }
  pen.y += 2;
}

/** Something in front of the first line of a text; the others stand below its first line. */
export function putItem(
  pen: Pen,
  text: string,
  style: Style,
  indent: number,
  mark: (x: number) => void,
): void {
  const x = sheet.left + indent;
  const lines = linesOf(pen, text, style, content - indent);
  lines.forEach((line, index) => {
    pen.need(style.height * (index === 0 ? Math.min(2, lines.length) : 1));
    if (index === 0) mark(sheet.left);
    pen.put(line, x, style);
    pen.y += style.height;
  });
}
