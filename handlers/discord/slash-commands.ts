import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { ArgumentKind, ArgumentSpec, CommandSpec, FlagSpec } from '../../src/core/command/spec.ts';
import { plainWithin } from '../../src/render/discord/fit.ts';

/** What people type after the slash. */
export const slashName = 'belay';
/** Belongs to the grammar itself and has no spec. */
export const helpName = 'help';
export const helpOption = 'command';

const longestDescription = 100;

/** `/belay` with one subcommand for each command of the grammar, as Discord registers it. */
export function slashCommand(specs: readonly CommandSpec[]): RESTPostAPIChatInputApplicationCommandsJSONBody {
  return {
    name: slashName,
    description: 'Releases with staged traffic, measured all along, and a way back.',
    options: [...specs.map(subcommand), help],
  };
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

function subcommand(spec: CommandSpec): APIApplicationCommandSubcommandOption {
  const values = [...spec.args.map(argumentOption), ...spec.flags.map(flagOption)];
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name: spec.name,
    description: plainWithin(spec.summary, longestDescription),
    // Discord wants those that must be given first.
    options: [
      ...values.filter(({ required }) => required === true),
      ...values.filter(({ required }) => required !== true),
    ],
  };
}

/** A target may be left out in the thread of a rollout; the grammar says when it is missing. */
function argumentOption(arg: ArgumentSpec): APIApplicationCommandBasicOption {
  return {
    type: ApplicationCommandOptionType.String,
    name: arg.name,
    description: plainWithin(arg.description, longestDescription),
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

function flagOption(flag: FlagSpec): APIApplicationCommandBasicOption {
  const shown = { name: flag.name, description: plainWithin(flag.description, longestDescription) };
  if (flag.value === 'none') return { type: ApplicationCommandOptionType.Boolean, ...shown };
  const offered = flag.offers === undefined ? {} : { autocomplete: true as const };
  return { type: ApplicationCommandOptionType.String, ...shown, ...offered };
}
