import { longestCommand } from '../../src/core/command/parse.ts';
import { quoteArgument } from '../../src/core/command/quote-argument.ts';
import type { ArgumentSpec, CommandSpec } from '../../src/core/command/spec.ts';
import type { SlashValues } from './arrived.ts';
import { helpName, helpOption } from './slash-commands.ts';

/**
 * The line of the grammar that the options of a slash command say. Every value stands in quotes, so none is read as a
 * flag, a keyword or a second argument, whatever it holds.
 */
export function slashText(name: string, values: SlashValues, specs: readonly CommandSpec[]): string {
  if (name === helpName)
    return [helpName, textOf(values, helpOption)].filter((word) => word !== null).join(' ');
  const spec = specs.find((one) => one.name === name);
  if (spec === undefined) return quoted(name);
  return [spec.name, ...argumentWords(spec, values), ...flagWords(spec, values)].join(' ');
}

/** A value behind a gap would be taken for the one that is missing, so the grammar is left to say what is missing. */
function argumentWords(spec: CommandSpec, values: SlashValues): readonly string[] {
  const args = argumentsOf(spec, values);
  const given = (arg: ArgumentSpec) => Object.hasOwn(values, arg.name);
  const inOrder = args.filter(({ before }) => before === undefined);
  const gap = inOrder.findIndex((arg) => !given(arg));
  if (gap !== -1 && inOrder.slice(gap).some(given)) return [];
  return args.flatMap((arg) => {
    const value = arg.kind === 'text' ? proseOf(values, arg.name) : textOf(values, arg.name);
    if (value === null) return [];
    return arg.before === undefined ? [value] : [arg.before, value];
  });
}

/** Whoever means everything names no target; one that is named all the same stays alone, for the command to refuse. */
function argumentsOf({ args, flags }: CommandSpec, values: SlashValues): readonly ArgumentSpec[] {
  const wide = flags.some(({ name, everything }) => everything === true && isTrue(values, name));
  if (!wide) return args;
  const targets = args.filter(({ kind }) => kind === 'target');
  return targets.some(({ name }) => Object.hasOwn(values, name))
    ? args.filter((arg) => arg.kind === 'target' || arg.before !== undefined)
    : args.filter(({ kind }) => kind !== 'target');
}

function isTrue(values: SlashValues, name: string): boolean {
  return Object.hasOwn(values, name) && values[name] === true;
}

function flagWords({ flags }: CommandSpec, values: SlashValues): readonly string[] {
  return flags.flatMap(({ name, value: kind }) => {
    if (kind === 'none') return isTrue(values, name) ? [`--${name}`] : [];
    const value = textOf(values, name);
    return value === null ? [] : [`--${name}=${value}`];
  });
}

function textOf(values: SlashValues, name: string): string | null {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return typeof value === 'string' ? quoted(value) : null;
}

/** Names must be as they are; a reason that was pasted stops no rollback. The other options take less than is left. */
function proseOf(values: SlashValues, name: string): string | null {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return typeof value === 'string' ? quoteArgument(value, longestCommand - 500) : null;
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}
