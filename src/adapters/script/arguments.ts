import type { Command } from 'unbash';
import { unknown, valuesOf, workFolder } from './resolve.ts';
import type { Variables } from './variables.ts';

/** One argument of a command: every text that it may be. */
export interface Argument {
  readonly values: readonly string[];
  /** The one text that it is; null when that is only known at run time, or when there are several. */
  readonly literal: string | null;
}

/** What an argument policy may ask. */
export interface PolicyContext {
  /** `host:port` of everything that may be talked to. */
  readonly hosts: ReadonlySet<string>;
  /** Why this SQL does more than read, or null. */
  readonly sqlProblem: (sql: string) => string | null;
  /** Whether something is piped or redirected into the command. */
  readonly prefix: readonly string[];
}

/** @returns what is wrong, to complete “line 3: …”; null when the command may run so */
export type Policy = (args: readonly Argument[], context: PolicyContext) => string | null;

export function argumentsOf({ args }: Command, variables: Variables): readonly Argument[] {
  return args.map((one) => {
    if (one.type !== 'Word') return { values: [unknown], literal: null };
    return argument(valuesOf(one, variables));
  });
}

export function argument(values: readonly string[]): Argument {
  const [only] = values;
  const known = values.length === 1 && only !== undefined && !/[\uE000-\uE002]/.test(only);
  return { values, literal: known ? only : null };
}

/** A file directly in the script's own folder. */
export function isWorkFile({ values }: Argument): boolean {
  return values.every((value) => /^\uE001\/(?!\.{1,2}$)[\w.-]+$/.test(value));
}

export function isWorkFolder({ values }: Argument): boolean {
  return values.every((value) => value === workFolder);
}

/** Whether it is certainly no option, whatever it becomes. */
export function isOperand({ values }: Argument): boolean {
  return values.every((value) => !/^[-\uE000]/.test(value));
}

export interface OptionTable {
  /** Options without a value, as written. */
  readonly plain: ReadonlySet<string>;
  /** Options with one, each with what its value must be. */
  readonly valued: Readonly<Record<string, (value: Argument, context: PolicyContext) => string | null>>;
}

export type ReadOptions =
  | { readonly kind: 'read'; readonly operands: readonly Argument[]; readonly options: readonly string[] }
  | { readonly kind: 'wrong'; readonly sentence: string };

/** Reads options by a closed table: one that is not in it is refused, as is what might become one. */
export function readOptions(
  command: string,
  args: readonly Argument[],
  { plain, valued }: OptionTable,
  context: PolicyContext,
): ReadOptions {
  const operands: Argument[] = [];
  const options: string[] = [];
  const wrong = (sentence: string): ReadOptions => ({ kind: 'wrong', sentence });
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as Argument;
    if (arg.literal === '--')
      return { kind: 'read', operands: [...operands, ...args.slice(at + 1)], options };
    if (arg.values.every((value) => value === '-' || !/^[-\uE000]/.test(value))) {
      operands.push(arg);
      continue;
    }
    const written = optionOf(arg);
    if (written === null) return wrong(`${command} gets an argument that may become an option`);
    const { name, attached } = written;
    const check = Object.hasOwn(valued, name) ? valued[name] : undefined;
    if (check !== undefined) {
      const value = attached ?? args[at + 1];
      if (value === undefined) return wrong(`${command} ${name} has no value`);
      if (attached === null) at += 1;
      const problem = check(value, context);
      if (problem !== null) return wrong(problem);
      options.push(name);
      continue;
    }
    const cluster = attached === null ? clusterOf(name, plain) : null;
    if (attached !== null || cluster === null)
      return wrong(`${command} is not allowed the option ${shown(name)}`);
    options.push(...cluster);
  }
  return { kind: 'read', operands, options };
}

function optionOf(arg: Argument): { name: string; attached: Argument | null } | null {
  const names = new Set(arg.values.map((value) => /^(--[a-z0-9.-]+)(?:=|$)/.exec(value)?.[1] ?? value));
  const [name] = names;
  if (names.size !== 1 || name === undefined || /[\uE000-\uE002]/.test(name)) return null;
  const withValue = arg.values.every((value) => value.startsWith(`${name}=`));
  const bare = arg.values.every((value) => value === name);
  if (!withValue && !bare) return null;
  return { name, attached: bare ? null : argument(arg.values.map((value) => value.slice(name.length + 1))) };
}

/** `-sS` is `-s -S` where both are known. */
function clusterOf(name: string, plain: ReadonlySet<string>): readonly string[] | null {
  if (plain.has(name)) return [name];
  if (!/^-[a-zA-Z0-9]{2,}$/.test(name)) return null;
  const each = [...name.slice(1)].map((letter) => `-${letter}`);
  return each.every((one) => plain.has(one)) ? each : null;
}

export function shown(text: string): string {
  return text.replaceAll(/[\uE000-\uE002]/g, '…').slice(0, 40);
}
