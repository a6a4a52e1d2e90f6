import { z } from 'zod';
import { findUnwelcome } from '../../../src/core/command/characters.ts';
import { flagValueProblem, shown, valueProblem } from '../../../src/core/command/check-value.ts';
import { longestCommand, type ParsedCommand } from '../../../src/core/command/parse.ts';
import type { CommandSpec } from '../../../src/core/command/spec.ts';
import { nearest } from '../../../src/core/nearest.ts';
import { type Refusal, refuse } from '../../../src/core/refusal.ts';

/** The fields of a command: its arguments and its flags by their names. */
export function inputSchema(spec: CommandSpec) {
  const args = spec.args.map((arg) => {
    const value = text((said) => valueProblem(arg, said)).describe(arg.description);
    return [arg.name, arg.required ? value : value.optional()] as const;
  });
  const flags = spec.flags.map((flag) => {
    const value =
      flag.value === 'none'
        ? z.boolean()
        : text((said) => flagValueProblem(flag, said)?.replace('`--', '`') ?? null);
    return [flag.name, value.optional().describe(flag.description)] as const;
  });
  return z.strictObject(Object.fromEntries<z.ZodType>([...args, ...flags]));
}

/** As strict as the grammar, which reads one line: what it would refuse is refused. */
function text(problem: (said: string) => string | null) {
  return z.string().superRefine((said, context) => {
    const found = unreadable(said) ?? problem(said.normalize('NFC'));
    if (found !== null) context.addIssue({ code: 'custom', message: found });
  });
}

function unreadable(said: string): string | null {
  const bad = findUnwelcome(said);
  if (bad !== null) return `Character ${bad.column} is invisible (${bad.code}).`;
  return /[\t\n\r]/.test(said) ? 'It holds a line break or a tab; write it on one line.' : null;
}

/** Reads the fields of a command, from a body or, as text, from a query. */
export function readInput(spec: CommandSpec, input: unknown): ParsedCommand | Refusal {
  const read = inputSchema(spec).safeParse(input ?? {});
  if (!read.success) return no(spec, mistakeOf(spec, input, read.error));
  const named = Object.entries(read.data).filter(([, value]) => value !== undefined && value !== false);
  const length = named.reduce((sum, [name, value]) => sum + name.length + String(value).length, 0);
  if (length > longestCommand) {
    return no(spec, `The fields have ${length} characters; at most ${longestCommand} are read.`);
  }
  const isFlag = (name: string) => spec.flags.some((flag) => flag.name === name);
  const args = named.flatMap(([name, value]) =>
    isFlag(name) ? [] : [[name, String(value).normalize('NFC')] as const],
  );
  const flags = named.flatMap(([name, value]) =>
    isFlag(name) ? [[name, value === true ? true : String(value).normalize('NFC')] as const] : [],
  );
  return {
    kind: 'command',
    spec,
    args: Object.fromEntries(args),
    flags: Object.fromEntries<string | true>(flags),
  };
}

/** A query says `true` in letters. */
export function fromQuery(spec: CommandSpec, query: unknown): unknown {
  if (typeof query !== 'object' || query === null) return {};
  const isSwitch = (name: string) => spec.flags.some((flag) => flag.name === name && flag.value === 'none');
  const said: Readonly<Record<string, boolean>> = { true: true, '': true, false: false };
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      isSwitch(name) && typeof value === 'string' && Object.hasOwn(said, value) ? said[value] : value,
    ]),
  );
}

function mistakeOf(spec: CommandSpec, input: unknown, { issues }: z.ZodError): string {
  // A field that is misspelt is missing too; its name is what helps.
  const first = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const field = String(first?.path[0] ?? '');
  if (first?.code === 'unrecognized_keys') {
    const known = [...spec.args, ...spec.flags].map(({ name }) => name);
    const unknown = first.keys[0] ?? '';
    const near = nearest(unknown, known);
    const hint =
      near === null
        ? known.length === 0
          ? 'It has none.'
          : `It has ${known.join(', ')}.`
        : `Did you mean \`${near}\`?`;
    return `\`${spec.name}\` has no field \`${shown(unknown)}\`. ${hint}`;
  }
  if (first?.code !== 'invalid_type') return `\`${field}\`: ${first?.message ?? ''}`;
  if (field === '') return 'The body should be a JSON object with the fields of the command.';
  const there = typeof input === 'object' && input !== null && Object.hasOwn(input, field);
  return there
    ? `\`${field}\` should be ${first.expected === 'boolean' ? 'true or false' : 'text'}.`
    : `\`${field}\` is missing.`;
}

function no(spec: CommandSpec, sentence: string): Refusal {
  return refuse('bad-input', `${sentence} \`${spec.name}\` was not run; nothing was done.`);
}
