import type { CardAction } from '../../core/card/card.ts';
import { limits } from './limits.ts';

/** What a pressed button asks for. */
export interface Pressed {
  readonly command: string;
  /** A reason is asked for first, in a form. */
  readonly wantsReason: boolean;
}

const runs = 'run:';
const asks = 'ask:';

/**
 * What a button carries, and the form that a button opens: the command itself, so that a press needs no memory.
 * @returns null when the command is longer than Discord lets a button carry; it is then shown to be typed
 */
export function customIdOf({
  command,
  wantsReason,
}: Pick<CardAction, 'command' | 'wantsReason'>): string | null {
  const id = `${wantsReason ? asks : runs}${command}`;
  return command === '' || id.length > limits.customId ? null : id;
}

/** Reads a button's or a form's id; null when it is none of ours. */
export function commandOf(customId: string): Pressed | null {
  const found = [runs, asks].find((prefix) => customId.startsWith(prefix));
  if (found === undefined || customId.length > limits.customId) return null;
  const command = customId.slice(found.length);
  return command === '' ? null : { command, wantsReason: found === asks };
}
