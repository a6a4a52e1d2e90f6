import { type APIInteractionResponse, InteractionResponseType, MessageFlags } from 'discord.js';
import type { Config } from '../../src/config/config.ts';
import { speakerByAccount } from '../../src/config/find-speaker.ts';
import { accountLine, strangerSentence } from '../../src/core/access/stranger.ts';
import { withReason } from '../../src/core/command/quote-argument.ts';
import { refuse } from '../../src/core/refusal.ts';
import { commandOf } from '../../src/render/discord/custom-id.ts';
import { reasonForm } from '../../src/render/discord/reason-form.ts';
import { replyMessage } from '../../src/render/discord/reply.ts';
import type { Interacted } from './arrived.ts';
import type { DiscordDelivery } from './delivery.ts';
import type { Suggest } from './suggest.ts';

/** What Discord hears within three seconds, and what is to be worked after that. */
export interface First {
  readonly response: APIInteractionResponse;
  readonly delivery: DiscordDelivery | null;
}

export interface FirstParts {
  readonly config: Pick<Config, 'people'>;
  /** Servers of all Discord places: over HTTP one application has one address for all of them. */
  readonly guilds: ReadonlySet<string>;
  readonly suggest: Suggest;
}

/** Decides from memory alone who is heard and what is answered at once; only suggestions look into the store, briefly. */
export async function firstResponse(parts: FirstParts, arrived: Interacted): Promise<First> {
  const refused = refuseSender(parts, arrived);
  const { asked } = arrived;
  if (asked.kind === 'suggestions') {
    const speaker = speakerByAccount(parts.config, 'discord', arrived.account);
    const choices = refused === null && speaker !== null ? await parts.suggest(asked, speaker) : [];
    return only({
      type: InteractionResponseType.ApplicationCommandAutocompleteResult,
      data: { choices: [...choices] },
    });
  }
  if (refused !== null) return only(told(refused));
  switch (asked.kind) {
    case 'command':
      return thinking(arrived, { kind: 'slash', name: asked.name, values: { ...asked.values } });
    case 'press':
      return pressed(arrived, asked);
    case 'form': {
      const form = commandOf(asked.customId);
      if (form === null) return only(told(unknownButton));
      return thinking(arrived, { kind: 'line', text: withReason(form.command, asked.reason) });
    }
  }
}

type Press = Extract<Interacted['asked'], { kind: 'press' }>;

function pressed(arrived: Interacted, { customId, card }: Pick<Press, 'customId' | 'card'>): First {
  const button = commandOf(customId);
  if (button === null) return only(told(unknownButton));
  if (!button.wantsReason) return thinking(arrived, { kind: 'line', text: button.command });
  const form = reasonForm(button, card);
  return form === null
    ? only(told(unknownButton))
    : only({ type: InteractionResponseType.Modal, data: form });
}

const unknownButton =
  'This button was made by another version of Belay, so nothing was done. Use `/belay` instead.';

/** @returns why this person is not heard here, or null */
function refuseSender(
  { config, guilds }: FirstParts,
  { account, bot, guild: here }: Interacted,
): string | null {
  if (bot) return 'Bots are not heard here. Nothing was done.';
  if (here !== null && !guilds.has(here)) {
    return 'Belay does not work for this server: its id stands in no place of belay.yml. Nothing was done.';
  }
  if (speakerByAccount(config, 'discord', account) !== null) return null;
  return `${strangerSentence} \`${accountLine('discord', account)}\``;
}

function told(sentence: string): APIInteractionResponse {
  const { body } = replyMessage(refuse('not-heard', sentence));
  return {
    type: InteractionResponseType.ChannelMessageWithSource,
    data: { ...body, flags: (body.flags ?? 0) | MessageFlags.Ephemeral },
  } as APIInteractionResponse;
}

/** "Belay is thinking…", seen by the person alone; everybody sees what comes of it on the card. */
function thinking(arrived: Interacted, said: DiscordDelivery['said']): First {
  const { application, token, account, channel, parent } = arrived;
  return {
    response: {
      type: InteractionResponseType.DeferredChannelMessageWithSource,
      data: { flags: MessageFlags.Ephemeral },
    },
    delivery: { application, token, account, channel, parent, said },
  };
}

function only(response: APIInteractionResponse): First {
  return { response, delivery: null };
}
