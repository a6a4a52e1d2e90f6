import { fileURLToPath } from 'node:url';
import type { Outcome } from '../../core/documents/outcome.ts';

/** All hold on white in grey print. */
export const colors = {
  text: '#1c2430',
  faint: '#5b6672',
  line: '#dfe4ea',
  soft: '#f4f6f8',
  accent: '#2f56d6',
  good: '#1a7f4b',
  bad: '#b3232f',
  wait: '#8a5a00',
} as const;

export const outcomeColors: {
  readonly [O in Outcome]: { readonly tone: string; readonly ground: string };
} = {
  proceed: { tone: colors.good, ground: '#eef7f1' },
  hold: { tone: colors.wait, ground: '#fbf5e7' },
  roll_back: { tone: colors.bad, ground: '#fbeff0' },
  insufficient_data: { tone: '#46515e', ground: colors.soft },
};

/** A4 in points. */
export const sheet = { width: 595.28, height: 841.89, left: 56, right: 56, top: 56, bottom: 60 } as const;
export const content = sheet.width - sheet.left - sheet.right;
/** Where text ends; the footer stands below. */
export const lowest = sheet.height - sheet.bottom;

/** A way to set text. `height`: of one line, in points. */
export interface Style {
  readonly font: FontName;
  readonly size: number;
  readonly height: number;
  readonly color: string;
}

export type FontName = 'plain' | 'bold' | 'italic' | 'code';

export const styles = {
  title: { font: 'bold', size: 19, height: 24, color: colors.text },
  summary: { font: 'plain', size: 11, height: 16, color: colors.faint },
  heading: { font: 'bold', size: 12.5, height: 17, color: colors.text },
  body: { font: 'plain', size: 9.5, height: 14, color: colors.text },
  strong: { font: 'bold', size: 9.5, height: 14, color: colors.text },
  name: { font: 'plain', size: 9.5, height: 14, color: colors.faint },
  small: { font: 'plain', size: 8.5, height: 12, color: colors.faint },
  head: { font: 'bold', size: 8.5, height: 12.5, color: colors.faint },
  cell: { font: 'plain', size: 8.5, height: 12.5, color: colors.text },
  quote: { font: 'italic', size: 9.5, height: 14, color: colors.text },
  code: { font: 'code', size: 8.5, height: 12.5, color: colors.text },
  decision: { font: 'bold', size: 14, height: 19, color: colors.text },
  footer: { font: 'plain', size: 7.5, height: 10, color: colors.faint },
} as const satisfies Readonly<Record<string, Style>>;

/** The same letters on every machine: what fonts it has does not matter. */
export const fontFiles: { readonly [F in FontName]: string } = {
  plain: fontFile('DejaVuSansCondensed.ttf'),
  bold: fontFile('DejaVuSansCondensed-Bold.ttf'),
  italic: fontFile('DejaVuSansCondensed-Oblique.ttf'),
  code: fontFile('DejaVuSansMono.ttf'),
};

function fontFile(name: string): string {
  return fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`));
}
