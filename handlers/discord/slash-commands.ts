import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandGroupOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import {
  type ArgumentKind,
  type ArgumentSpec,
  type CommandGroup,
  type CommandSpec,
  commandGroups,
  type FlagSpec,
} from '../../src/core/command/spec.ts';
import { plainWithin } from '../../src/render/discord/fit.ts';

/** What people type after the slash. */
export const slashName = 'belay';
/** Belongs to the grammar itself and has no spec. */
export const helpName = 'help';
export const helpOption = 'command';

/** Names, descriptions and values of a whole command; https://discord.com/developers/docs/interactions/application-commands */
const mostCharacters = 8000;

/** Characters of a description: Discord takes 100, and all of them only while all together fit. */
const descriptions = [100, 80, 60, 50, 40, 32, 24, 16];

type Body = RESTPostAPIChatInputApplicationCommandsJSONBody;

/**
 * `/belay` with one subcommand for each command of the grammar, as Discord registers it; what belongs together is one
 * group. Where not all descriptions fit, all are cut alike, those of arguments first.
 */
export function slashCommand(specs: readonly CommandSpec[]): Body {
  const lengths = descriptions.flatMap((most, at) => [
    { summary: descriptions[Math.max(0, at - 1)] ?? most, option: most },
    { summary: most, option: most },
  ]);
  const forms = lengths.map((most) => slashBody(specs, most));
  return (
    forms.find((form) => sizeOf(form) <= mostCharacters) ?? slashBody(specs, { summary: 16, option: 16 })
  );
}

interface Most {
  readonly summary: number;
  readonly option: number;
}

function slashBody(specs: readonly CommandSpec[], most: Most): Body {
  const groups = [...new Set(specs.flatMap(({ group = null }) => group ?? []))];
  const alone = specs.filter(({ group }) => group === undefined);
  return {
    name: slashName,
    description: 'Releases with staged traffic, measured all along, and a way back.',
    options: [
      ...alone.map((spec) => subcommand(spec, most)),
      ...groups.map((group) => groupOption(group, specs, most)),
      help,
    ],
  };
}

function groupOption(
  group: CommandGroup,
  specs: readonly CommandSpec[],
  most: Most,
): APIApplicationCommandSubcommandGroupOption {
  return {
    type: ApplicationCommandOptionType.SubcommandGroup,
    name: group,
    description: commandGroups[group],
    options: specs.filter((spec) => spec.group === group).map((spec) => subcommand(spec, most)),
  };
}

/** As Discord counts; none of the options has choices. */
function sizeOf(one: {
  readonly name: string;
  readonly description: string;
  readonly options?: readonly unknown[] | undefined;
}): number {
  const options = (one.options ?? []) as readonly (typeof one)[];
  return options.reduce((sum, option) => sum + sizeOf(option), one.name.length + one.description.length);
}

const help: APIApplicationCommandSubcommandOption = {
  type: ApplicationCommandOptionType.Subcommand,
  name: helpName,
  description: 'What can be asked, or more about one command.',
  options: [
    {
      type: ApplicationCommandOptionType.String,
      name: helpOption,
      description: 'The command you want to know more about.',
      autocomplete: true,
    },
  ],
};

function subcommand(spec: CommandSpec, most: Most): APIApplicationCommandSubcommandOption {
  const values = [
    ...spec.args.map((arg) => argumentOption(arg, most)),
    ...spec.flags.map((flag) => flagOption(flag, most)),
  ];
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name: spec.name,
    description: plainWithin(spec.summary, most.summary),
    // Discord wants those that must be given first.
    options: [
      ...values.filter(({ required }) => required === true),
      ...values.filter(({ required }) => required !== true),
    ],
  };
}

/** A target may be left out in the thread of a rollout; the grammar says when it is missing. */
function argumentOption(arg: ArgumentSpec, most: Most): APIApplicationCommandBasicOption {
  return {
    type: ApplicationCommandOptionType.String,
    name: arg.name,
    description: plainWithin(arg.description, most.option),
    ...(arg.required && arg.kind !== 'target' ? { required: true } : {}),
    ...(completes[arg.kind] || arg.offers !== undefined ? { autocomplete: true } : {}),
  };
}

const completes: Readonly<Record<ArgumentKind, boolean>> = {
  service: true,
  version: true,
  environment: true,
  rollout: true,
  target: true,
  text: false,
  person: false,
};

function flagOption(flag: FlagSpec, most: Most): APIApplicationCommandBasicOption {
  const shown = { name: flag.name, description: plainWithin(flag.description, most.option) };
  if (flag.value === 'none') return { type: ApplicationCommandOptionType.Boolean, ...shown };
  const offered = flag.offers === undefined ? {} : { autocomplete: true as const };
  return { type: ApplicationCommandOptionType.String, ...shown, ...offered };
}
