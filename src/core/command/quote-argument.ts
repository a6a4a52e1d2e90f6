import { plainLine } from '../prose.ts';
import { withoutUnwelcome } from './characters.ts';
import { longestCommand } from './parse.ts';

/** At least this much of a reason stands, however long the command before it. */
const shortest = 3;

/**
 * Any text as one quoted argument that the grammar reads, whatever a form, a phone or a paste put into it: on one line,
 * without what cannot be seen, and cut with `…` so that it fits with every quote and backslash in it escaped.
 * @param room how long it may get with its quotes, in UTF-16 code units
 * @returns null when nothing is left to say
 */
export function quoteArgument(text: string, room: number): string | null {
  const said = cleaned(text);
  if (said === '' || room < shortest) return null;
  const whole = escaped(said);
  if (whole.length + 2 <= room) return `"${whole}"`;
  return `"${beginning(said, room - shortest)}…"`;
}

/** The command with a reason as its last argument; the command alone when none is left. */
export function withReason(command: string, reason: string): string {
  const argument = quoteArgument(reason, longestCommand - command.length - 1);
  return argument === null ? command : `${command} ${argument}`;
}

/** In composed form before and after: what stood between two characters kept them from becoming one. */
function cleaned(text: string): string {
  const line = text.normalize('NFC').replace(/\s+/gu, ' ');
  return plainLine(withoutUnwelcome(line)).normalize('NFC');
}

function escaped(text: string): string {
  return text.replace(/["\\]/gu, '\\$&');
}

function beginning(text: string, room: number): string {
  let kept = '';
  for (const character of text) {
    const next = kept + escaped(character);
    if (next.length > room) break;
    kept = next;
  }
  return kept;
}
