import { randomBytes } from 'node:crypto';
import type { CommandOption } from './rules/command.ts';
import { type Component, flat } from './rules/components.ts';
import { inputsOf } from './rules/modal.ts';
import type { DiscordState, Interaction, Message, User } from './state.ts';
import { memberView, messageView, userView } from './views.ts';

/** Who does it, and where: a channel of the guild, or direct messages. */
export interface Where {
  readonly user: User;
  readonly channel: string;
}

/** What a person types behind `/command subcommand`, by option name. */
export interface Typed {
  readonly command: string;
  readonly sub: string | null;
  readonly options: Readonly<Record<string, string | boolean>>;
  /** The option that is being typed, for autocomplete. */
  readonly focused?: string;
}

export function makeInteraction(
  state: DiscordState,
  type: Interaction['type'],
  where: Where,
  data: unknown,
  source: Message | null,
  base: string,
): Interaction {
  const channel = state.channels.get(where.channel);
  if (channel === undefined) throw new Error(`Discord has no channel ${where.channel}`);
  const guild = channel.guild_id === undefined ? undefined : state.guilds.get(channel.guild_id);
  const id = state.newId();
  const token = randomBytes(24).toString('base64url');
  const person =
    guild === undefined
      ? { user: userView(where.user), context: 1 }
      : {
          guild_id: guild.id,
          member: memberView(where.user, guild.members.get(where.user.id) ?? []),
          context: 0,
        };
  const payload = {
    id,
    application_id: state.application.id,
    type,
    token,
    version: 1,
    locale: 'en-GB',
    channel_id: channel.id,
    channel: { id: channel.id, type: channel.type, name: channel.name, parent_id: channel.parent_id ?? null },
    app_permissions: '0',
    entitlements: [],
    authorizing_integration_owners: guild === undefined ? {} : { '0': guild.id },
    ...person,
    data,
    ...(source === null ? {} : { message: messageView(state, source, base) }),
  };
  const interaction: Interaction = {
    id,
    token,
    type,
    at: state.clock(),
    user: where.user,
    channel: channel.id,
    source: source?.id ?? null,
    payload,
    first: null,
    original: null,
    modal: null,
  };
  state.interactions.set(id, interaction);
  return interaction;
}

/** The data of a command as Discord's client would let a person type it. */
export function commandData(state: DiscordState, guild: string, typed: Typed) {
  const command = state.commands.get(guild)?.find(({ name }) => name === typed.command);
  if (command === undefined) throw new Error(`/${typed.command} is not registered`);
  const options = (command.options ?? []) as readonly CommandOption[];
  const values = (known: readonly CommandOption[]) => typedValues(known, typed);
  const base = { id: command.id, name: command.name, type: 1, guild_id: guild };
  if (typed.sub === null) return { ...base, options: values(options) };
  const at = options.find(
    ({ type, name, options: inside = [] }) =>
      (type === 1 && name === typed.sub) || (type === 2 && inside.some((one) => one.name === typed.sub)),
  );
  const sub = at?.type === 2 ? at.options?.find(({ name }) => name === typed.sub) : at;
  if (sub === undefined || at === undefined)
    throw new Error(`/${typed.command} has no subcommand ${typed.sub}`);
  const chosen = { type: 1, name: sub.name, options: values(sub.options ?? []) };
  return { ...base, options: [at === sub ? chosen : { type: 2, name: at.name, options: [chosen] }] };
}

function typedValues(known: readonly CommandOption[], { options, focused }: Typed) {
  for (const name of Object.keys(options)) {
    if (!known.some((one) => one.name === name)) throw new Error(`there is no option ${name}`);
  }
  const missing = known.find(({ required, name }) => required === true && options[name] === undefined);
  if (missing !== undefined && focused === undefined)
    throw new Error(`the option ${missing.name} is required`);
  return known.flatMap((option) => {
    const value = options[option.name];
    if (value === undefined) return [];
    if (focused === undefined) refuseValue(option, value);
    else if (focused === option.name && option.autocomplete !== true)
      throw new Error(`${option.name} completes nothing`);
    return [
      { type: option.type, name: option.name, value, ...(focused === option.name ? { focused: true } : {}) },
    ];
  });
}

function refuseValue(option: CommandOption, value: string | boolean): void {
  const wanted = option.type === 5 ? 'boolean' : 'string';
  if (typeof value !== wanted) throw new Error(`${option.name} takes a ${wanted}`);
  if (typeof value === 'boolean') return;
  const { choices, min_length: min = 0, max_length: max = 6000 } = option;
  if (choices !== undefined && !choices.some((one) => one.value === value))
    throw new Error(`${value} is no choice`);
  if (value.length < min || value.length > max) throw new Error(`${option.name} has a wrong length`);
}

/** The component with that custom id or label, when it is really there and can be pressed. */
export function findComponent(message: Message, wanted: string): Component & { readonly custom_id: string } {
  const found = flat(message.components).find(
    ({ type, custom_id: id, label }) => type !== 4 && (id === wanted || label === wanted),
  );
  if (found?.custom_id === undefined) throw new Error(`the message has no component ${wanted}`);
  if (found.disabled === true) throw new Error(`the component ${wanted} is disabled`);
  return { ...found, custom_id: found.custom_id };
}

/** The data of a form that was opened by `opener` and is filled in by label or custom id. */
export function modalData(opener: Interaction, fields: Readonly<Record<string, string>>) {
  const { modal } = opener;
  if (modal === null) throw new Error('no form was opened');
  const labels = new Map(
    modal.components.flatMap((one) => (one.type === 18 ? [[one.component.custom_id, one.label]] : [])),
  );
  const components = inputsOf(modal).map((input, at) => {
    const label = input.label ?? labels.get(input.custom_id) ?? '';
    const value = fields[input.custom_id] ?? fields[label] ?? input.value ?? '';
    if (value === '' && input.required !== false) throw new Error(`${label} must be filled in`);
    if (value.length > (input.max_length ?? 4000)) throw new Error(`${label} is too long`);
    if (value !== '' && value.length < (input.min_length ?? 0)) throw new Error(`${label} is too short`);
    const filled = { type: 4, id: at + 2, custom_id: input.custom_id, value };
    return modal.components[at]?.type === 18
      ? { type: 18, id: at + 1, component: filled }
      : { type: 1, id: at + 1, components: [filled] };
  });
  return { custom_id: modal.custom_id, components };
}
