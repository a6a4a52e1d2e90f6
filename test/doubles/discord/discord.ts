import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDelivery, type Delivered, type Via } from './deliver.ts';
import { createFaults, type Faults } from './faults.ts';
import { type Gateway, openGateway } from './gateway.ts';
import {
  commandData,
  findComponent,
  makeInteraction,
  modalData,
  type Typed,
  type Where,
} from './make-interaction.ts';
import { createRateLimit, discordsRates, type RateRules } from './rate-limit.ts';
import { createRest, type Request } from './rest.ts';
import { createSigning } from './signing.ts';
import { type DiscordState, type Interaction, type Message, messagesIn } from './state.ts';
import { settle, type Town } from './town.ts';

/**
 * Discord on the loopback: the REST API and the gateway as the official SDK finds them, with Discord's rules, and
 * people who type, press and fill in.
 */
export interface DiscordDouble extends AsyncDisposable {
  /** For the SDK's `rest: { api }`. */
  readonly api: string;
  readonly token: string;
  readonly publicKey: string;
  readonly guild: string;
  readonly channel: string;
  readonly state: DiscordState;
  readonly town: Town;
  readonly gateway: Gateway;
  readonly faults: Faults;
  /** Everything that came over REST, oldest first. */
  readonly requests: readonly Request[];
  /** The token stops to work, as when somebody resets it in the developer portal. */
  withdrawToken(): void;
  /** What everybody sees in a channel, the usual one when left out. */
  messages(channel?: string): readonly Message[];
  /** What an interaction answered with, ephemeral or not. */
  original(interaction: Interaction): Message | null;
  /** How interactions are delivered from now on. */
  deliverBy(via: Via): void;
  slash(typed: Typed, where?: Partial<Where>): Promise<Delivered>;
  /** Choices offered for `typed.focused`; null when none came in time. */
  autocomplete(
    typed: Typed,
    where?: Partial<Where>,
  ): Promise<readonly { name: string; value: unknown }[] | null>;
  /** Presses the component with that custom id or label. */
  click(message: Message, component: string, where?: Partial<Where>): Promise<Delivered>;
  submit(opener: Interaction, fields: Readonly<Record<string, string>>): Promise<Delivered>;
  /** The same delivery once more, as a gateway does after a resume, or somebody who overheard it. */
  again(interaction: Interaction): Promise<Delivered>;
  /** The headers that Discord would send with that body now. */
  sign(body: string): Readonly<Record<string, string>>;
  /** A signed request with any body, and headers bent as a test likes: pings, probes, forgeries. */
  post(
    url: string,
    body: string,
    bend?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: unknown }>;
}

export interface DoubleOptions {
  readonly clock?: () => number;
  readonly rates?: Partial<RateRules>;
  /** How long a person waits for a first response over the gateway, in real milliseconds. */
  readonly patience?: number;
}

export async function openDiscordDouble(options: DoubleOptions = {}): Promise<DiscordDouble> {
  const clock = options.clock ?? Date.now;
  const signing = createSigning();
  const { state, town } = settle(clock, signing.publicKey);
  const faults = createFaults();
  const rates = { ...discordsRates, ...options.rates };
  const requests: Request[] = [];
  let token: string | null = 'MTIzNDU2.double.token';
  let via: Via = 'gateway';
  const server = createServer((request, response) => void rest(request, response));
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const delivery = createDelivery(state, () => gateway, signing, options.patience ?? 3000);
  const common = { state, token: () => token, faults, base };
  const rest = createRest({
    ...common,
    rateLimit: createRateLimit(rates, clock),
    banAfter: rates.invalid,
    requests,
    answered: delivery.answered,
  });
  const gateway = openGateway(server, common);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const at = (where: Partial<Where> = {}): Where => ({ user: town.bo, channel: town.channel, ...where });
  const make = (type: Interaction['type'], where: Where, data: unknown, source: Message | null) =>
    makeInteraction(state, type, where, data, source, base());
  const guildOf = ({ channel }: Where) => state.channels.get(channel)?.guild_id ?? '';

  return {
    api: `${base()}/api`,
    token,
    publicKey: signing.publicKey,
    guild: town.guild,
    channel: town.channel,
    state,
    town,
    gateway,
    faults,
    requests,
    withdrawToken: () => {
      token = null;
    },
    messages: (channel = town.channel) => messagesIn(state, channel),
    original: ({ original }) => state.messages.get(original ?? '') ?? null,
    deliverBy: (other) => {
      via = other;
    },
    slash: (typed, where) => {
      const here = at(where);
      return delivery.deliver(make(2, here, commandData(state, guildOf(here), typed), null), via);
    },
    async autocomplete(typed, where) {
      const here = at(where);
      const { interaction } = await delivery.deliver(
        make(4, here, commandData(state, guildOf(here), typed), null),
        via,
      );
      const data = interaction.first?.data as { choices: { name: string; value: unknown }[] } | undefined;
      return data?.choices ?? null;
    },
    click: (message, component, where) => {
      const { type, custom_id } = findComponent(message, component);
      const here = at({ channel: message.channel_id, ...where });
      return delivery.deliver(make(3, here, { component_type: type, custom_id, id: 1 }, message), via);
    },
    submit: (opener, fields) => {
      const here = { user: opener.user, channel: opener.channel ?? '' };
      const source = state.messages.get(opener.source ?? '') ?? null;
      return delivery.deliver(make(5, here, modalData(opener, fields), source), via);
    },
    again: (interaction) => delivery.deliver(interaction, via),
    sign: (body) => signing.headers(body, clock()),
    post: delivery.post,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type { Delivered, Message };
