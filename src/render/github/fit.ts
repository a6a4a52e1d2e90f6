/** A piece of a message: lines that belong together, each whole Markdown by itself. */
export interface Section {
  /** Stands before the lines and after them however few are left: the head of a table, a fence. */
  readonly open?: string;
  readonly close?: string;
  readonly lines: readonly string[];
  /** Folded under this (Markdown); unfolded when left out. */
  readonly fold?: string;
  /** What one line is, for `… and 3 more checks`. */
  readonly noun: string;
  /** Which lines stay when not all fit. */
  readonly keep?: 'first' | 'last';
}

/**
 * The sections as one message of at most `limit` characters. What does not fit is left out from the end of the later
 * sections, and how much it was is said there. Sections come in the order of their importance.
 */
export function fitted(sections: readonly Section[], limit: number): string {
  const present = sections.filter(({ lines }) => lines.length > 0);
  let kept = present.length;
  while (kept > 1 && overhead(present.slice(0, kept)) + allLeftOut.length > limit) kept -= 1;
  const shown = present.slice(0, kept);
  let room = limit - overhead(shown) - (kept < present.length ? allLeftOut.length : 0);
  const texts = shown.map((section) => {
    const count = howMany(section, room);
    room -= lengthOf(section, count);
    return written(section, count);
  });
  return [...texts, ...(kept < present.length ? [allLeftOut.trim()] : [])].join('\n\n').slice(0, limit);
}

const allLeftOut = '\n\n… and more that does not fit in here.';

function overhead(sections: readonly Section[]): number {
  return sections.reduce((sum, section) => sum + written({ ...section, lines: [] }, 0).length + 60, 0);
}

function howMany({ lines, keep }: Section, room: number): number {
  const order = keep === 'last' ? lines.toReversed() : lines;
  let used = 0;
  for (const [index, line] of order.entries()) {
    used += line.length + 1;
    if (used > room) return index;
  }
  return lines.length;
}

function lengthOf(section: Section, count: number): number {
  return chosen(section, count).reduce((sum, line) => sum + line.length + 1, 0);
}

function chosen({ lines, keep }: Section, count: number): readonly string[] {
  return keep === 'last' ? lines.slice(lines.length - count) : lines.slice(0, count);
}

function written(section: Section, count: number): string {
  const { open, close, fold } = section;
  const body = [open, ...chosen(section, count), close].filter((part) => part !== undefined).join('\n');
  const left = section.lines.length - count;
  const rest = left === 0 ? [] : [`… and ${left} more ${section.noun}${left === 1 ? '' : 's'}.`];
  const parts = section.keep === 'last' ? [...rest, body] : [body, ...rest];
  const text = parts.join('\n\n');
  return fold === undefined ? text : `<details><summary>${fold}</summary>\n\n${text}\n\n</details>`;
}
