import { type FontName, lowest, type Style, sheet } from './look.ts';

type Pdf = PDFKit.PDFDocument;

/** Height of a line of DejaVu at size 1. */
const lineOfFont = 1.164;

export const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Writes on pages from top to bottom; where a page is full, the next one begins. */
export interface Pen {
  readonly pdf: Pdf;
  /** Where the next thing begins, in points from the top of the page. */
  y: number;
  /** What is left of this page, in points. */
  room(): number;
  /** Begins a page unless so much room is left. */
  need(height: number): void;
  newPage(): void;
  /** Space above the next thing; none at the top of a page. */
  space(height: number): void;
  /** One line that is known to fit; `y` stays where it is. */
  put(line: string, x: number, style: Style): void;
  widthOf(text: string, style: Style): number;
  /** Whether the font has a sign for it. */
  has(character: string, font: FontName): boolean;
}

export function createPen(pdf: Pdf): Pen {
  const widths = new Map<string, number>();
  const pen: Pen = {
    pdf,
    y: sheet.top,
    room: () => lowest - pen.y,
    need: (height) => {
      if (pen.room() < height && pen.y > sheet.top) pen.newPage();
    },
    newPage: () => {
      pdf.addPage();
      pen.y = sheet.top;
    },
    space: (height) => {
      if (pen.y > sheet.top) pen.y += height;
    },
    put: (line, x, style) => {
      if (line === '') return;
      const { font, size, height, color } = style;
      pdf.font(font).fontSize(size).fillColor(color);
      let left = x;
      // A line of two directions is set word by word: the space between them belongs to neither.
      for (const piece of rightToLeft.test(line) ? line.split(' ') : [line]) {
        if (piece !== '')
          pdf.text(piece, left, pen.y + (height - size * lineOfFont) / 2, { lineBreak: false });
        left += pen.widthOf(piece, style) + pen.widthOf(' ', style);
      }
    },
    widthOf: (text, { font, size }) => {
      const key = `${font} ${text}`;
      const known = widths.get(key) ?? pdf.font(font).fontSize(100).widthOfString(text) / 100;
      widths.set(key, known);
      return known * size;
    },
    has: (character, font) => hasGlyph(pdf.font(font), character),
  };
  return pen;
}

interface GlyphFont {
  hasGlyphForCodePoint(codePoint: number): boolean;
}

/** pdfkit does not type what it reads fonts with. */
function hasGlyph(pdf: Pdf, character: string): boolean {
  const { font } = (pdf as unknown as { readonly _font: { readonly font: GlyphFont } })._font;
  return font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
}
