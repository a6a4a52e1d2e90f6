import { z } from 'zod';
import { type PressedCard, pressedCard } from '../../src/render/discord/pressed-card.ts';
import { reasonField } from '../../src/render/discord/reason-form.ts';

const Snowflake = z.string().regex(/^\d{5,20}$/);
const User = z.object({ id: Snowflake, bot: z.boolean().optional() });

const Value = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().optional(),
});
const Subcommand = z.object({ name: z.string(), type: z.literal(1), options: z.array(Value).default([]) });
/** Subcommands stand at the top or in a group; their own names are unique, so that groups say nothing more. */
const Group = z
  .object({ name: z.string(), type: z.literal(2), options: z.tuple([Subcommand]) })
  .transform(({ options: [inside] }) => inside);
const CommandData = z.object({ name: z.string(), options: z.tuple([z.union([Subcommand, Group])]) });

const Input = z.object({ custom_id: z.string(), value: z.string().default('') });
const FormRow = z.union([
  z.object({ component: Input }).transform(({ component }) => component),
  z.object({ components: z.tuple([Input]) }).transform(({ components: [input] }) => input),
]);

const common = {
  id: Snowflake,
  application_id: Snowflake,
  /** Goes into the paths of answers. */
  token: z.string().regex(/^[\w.~-]{1,500}$/),
  guild_id: Snowflake.optional(),
  channel_id: Snowflake.optional(),
  channel: z.object({ id: Snowflake, type: z.number(), parent_id: Snowflake.nullish() }).optional(),
  /** In a guild. */
  member: z.object({ user: User }).optional(),
  /** In direct messages. */
  user: User.optional(),
};

const Interaction = z.discriminatedUnion('type', [
  z.object({ type: z.literal(1) }),
  z.object({ ...common, type: z.literal(2), data: CommandData }),
  z.object({
    ...common,
    type: z.literal(3),
    data: z.object({ custom_id: z.string() }),
    message: z
      .object({ components: z.array(z.unknown()) })
      .optional()
      .catch(undefined),
  }),
  z.object({ ...common, type: z.literal(4), data: CommandData }),
  z.object({
    ...common,
    type: z.literal(5),
    data: z.object({ custom_id: z.string(), components: z.array(FormRow) }),
  }),
]);

/** Values of a slash command by the names of its options. */
export type SlashValues = Readonly<Record<string, string | boolean>>;

export type Asked =
  | { readonly kind: 'command'; readonly name: string; readonly values: SlashValues }
  | {
      readonly kind: 'suggestions';
      readonly name: string;
      readonly values: SlashValues;
      /** The option that is being typed. */
      readonly focused: string;
    }
  | { readonly kind: 'press'; readonly customId: string; readonly card: PressedCard }
  | { readonly kind: 'form'; readonly customId: string; readonly reason: string };

/** What somebody did on Discord, the same whether it came over the gateway or over HTTP. */
export interface Interacted {
  readonly kind: 'interacted';
  readonly id: string;
  /** Good for 15 minutes, and only for answers to this. */
  readonly token: string;
  readonly application: string;
  readonly account: string;
  readonly bot: boolean;
  /** Null in direct messages. */
  readonly guild: string | null;
  readonly channel: string;
  /** The channel in which the thread hangs whose id `channel` is; null outside of threads. */
  readonly parent: string | null;
  readonly asked: Asked;
}

export type Arrived = { readonly kind: 'ping' } | Interacted;

/** Discord's kinds of channels that are threads. */
const threads: readonly number[] = [10, 11, 12];

/** @returns null for what is no interaction that Belay knows */
export function readInteraction(raw: unknown): Arrived | null {
  const parsed = Interaction.safeParse(raw);
  if (!parsed.success) return null;
  const { data: given } = parsed;
  if (given.type === 1) return { kind: 'ping' };
  const user = given.member?.user ?? given.user;
  const channel = given.channel?.id ?? given.channel_id;
  const asked = askedBy(given);
  if (user === undefined || channel === undefined || asked === null) return null;
  const inThread = given.channel !== undefined && threads.includes(given.channel.type);
  return {
    kind: 'interacted',
    id: given.id,
    token: given.token,
    application: given.application_id,
    account: user.id,
    bot: user.bot === true,
    guild: given.guild_id ?? null,
    channel,
    parent: inThread ? (given.channel?.parent_id ?? null) : null,
    asked,
  };
}

type Given = Exclude<z.infer<typeof Interaction>, { type: 1 }>;

function askedBy(given: Given): Asked | null {
  switch (given.type) {
    case 2:
    case 4:
      return askedByCommand(given.type, given.data.options[0]);
    case 3:
      return {
        kind: 'press',
        customId: given.data.custom_id,
        card: pressedCard(given.message?.components ?? [], given.data.custom_id),
      };
    case 5: {
      const reason = given.data.components.find(({ custom_id: id }) => id === reasonField);
      return reason === undefined
        ? null
        : { kind: 'form', customId: given.data.custom_id, reason: reason.value };
    }
  }
}

function askedByCommand(type: 2 | 4, { name, options }: z.infer<typeof Subcommand>): Asked | null {
  const values = Object.fromEntries(
    options.flatMap(({ name: option, value }) =>
      value === undefined ? [] : [[option, typeof value === 'number' ? String(value) : value] as const],
    ),
  );
  if (type === 2) return { kind: 'command', name, values };
  const focused = options.find((option) => option.focused === true)?.name;
  return focused === undefined ? null : { kind: 'suggestions', name, values, focused };
}
