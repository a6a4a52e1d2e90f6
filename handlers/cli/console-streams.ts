import type { Paint } from './terminal-text.ts';
import { painter } from './terminal-text.ts';

/** Where a terminal command prints: usually the process's own streams. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

const widest = 100;
const narrowest = 40;
const usual = 80;

/** Columns to print in; what is piped into a file or a program is as wide as a card may be. */
export function widthOf(stream: NodeJS.WriteStream): number {
  return Math.max(narrowest, Math.min(widest, stream.isTTY ? stream.columns || usual : widest));
}

/** True when colours are wanted and can be shown. */
export function isColourful(stream: NodeJS.WriteStream): boolean {
  const paint: Paint = painter(stream);
  return paint('red', 'x') !== 'x';
}
