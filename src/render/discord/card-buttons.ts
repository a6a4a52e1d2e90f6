import type { APIActionRowComponent, APIButtonComponentWithCustomId } from 'discord.js';
import type { CardAction } from '../../core/card/card.ts';
import { counted } from '../../core/prose.ts';
import { customIdOf } from './custom-id.ts';
import { codeSpan, escapeDiscord } from './escape.ts';
import { plainWithin, within } from './fit.ts';
import { limits } from './limits.ts';

/** A card has few actions; were there more, they would be typed. */
const mostRows = 2;

const styles = { primary: 1, plain: 2, danger: 4 } as const;

export interface CardButtons {
  readonly rows: readonly APIActionRowComponent<APIButtonComponentWithCustomId>[];
  /** What has no button is said as a command to type; empty when there is nothing such. */
  readonly typed: string;
}

/** What a reader can do, as rows of buttons. Two buttons of one message must not carry the same id. */
export function cardButtons(actions: readonly CardAction[]): CardButtons {
  const able = new Map<string, CardAction>();
  const others: CardAction[] = [];
  for (const action of actions) {
    const id = customIdOf(action);
    if (id !== null && able.has(id)) continue;
    if (id !== null && able.size < mostRows * limits.buttonsPerRow) able.set(id, action);
    else others.push(action);
  }
  const buttons = [...able].map(([id, action]) => button(id, action));
  return { rows: inRows(buttons), typed: typedLines(others) };
}

function button(id: string, { label, style, verb }: CardAction): APIButtonComponentWithCustomId {
  const shown = plainWithin(label, limits.buttonLabel) || plainWithin(verb, limits.buttonLabel);
  return { type: 2, style: styles[style], label: shown, custom_id: id };
}

function inRows(buttons: readonly APIButtonComponentWithCustomId[]): CardButtons['rows'] {
  const rows: APIActionRowComponent<APIButtonComponentWithCustomId>[] = [];
  for (let start = 0; start < buttons.length; start += limits.buttonsPerRow) {
    rows.push({ type: 1, components: buttons.slice(start, start + limits.buttonsPerRow) });
  }
  return rows;
}

function typedLines(actions: readonly CardAction[]): string {
  const lines = actions.slice(0, 3).map(typedLine);
  const more = actions.length - lines.length;
  return [
    ...lines,
    ...(more > 0 ? [`-# and ${counted(more, 'other command')}: type ${codeSpan('/belay help')}`] : []),
  ].join('\n');
}

function typedLine({ label, command }: CardAction): string {
  return `-# ${within(label, limits.buttonLabel, escapeDiscord)}: type ${within(`/belay ${command}`, 150, codeSpan)}`;
}
