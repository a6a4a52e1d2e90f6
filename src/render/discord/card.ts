import type { APIComponentInContainer, APIContainerComponent, APITextDisplayComponent } from 'discord.js';
import type { Card } from '../../core/card/card.ts';
import { cardButtons } from './card-buttons.ts';
import { type CardSection, cardSections } from './card-sections.ts';
import { codeSpan } from './escape.ts';
import { fitSections } from './fit.ts';
import { limits } from './limits.ts';
import { linkRow } from './link-row.ts';
import { componentsMessage, type DiscordMessage, tones } from './message.ts';

/**
 * The live message about a rollout: always the same shape, so that an edit moves nothing that people look for.
 * @param livePage its address on the console; null when nobody knows it
 */
export function cardMessage(card: Card, livePage: string | null = null): DiscordMessage {
  const { container } = cardContainer(card);
  const rows = livePage === null ? [] : [linkRow('Live page', livePage)];
  return componentsMessage([{ ...container, components: [...container.components, ...rows] }]);
}

export interface ShownCard {
  readonly container: APIContainerComponent;
  /** It does not say everything; a hint in it says where everything is. */
  readonly folded: boolean;
}

/** @param most characters that its texts may have together */
export function cardContainer(card: Card, most: number = limits.texts): ShownCard {
  const hint = `-# Shortened to fit. Everything: type ${codeSpan(`/belay status ${card.rollout}`)}`;
  const { rows, typed } = cardButtons(card.actions);
  const sections = cardSections(card);
  const { texts, folded } = fitSections(sections, most - hint.length - typed.length);
  const shown = sections.flatMap((section, index) => parts(section, texts[index] ?? ''));
  const more = [typed, folded ? hint : ''].filter((text) => text !== '');
  return {
    folded,
    container: {
      type: 17,
      accent_color: tones[card.tone].color,
      components: [...shown, ...rows, ...more.map(textDisplay)],
    },
  };
}

function parts({ separate }: CardSection, text: string): readonly APIComponentInContainer[] {
  if (text === '') return [];
  return separate ? [{ type: 14, divider: true, spacing: 1 }, textDisplay(text)] : [textDisplay(text)];
}

export function textDisplay(content: string): APITextDisplayComponent {
  return { type: 10, content };
}
