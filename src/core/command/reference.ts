import { argumentUsage, type CommandSpec, flagUsage, usageLine } from './spec.ts';

/** The command reference as Markdown, for `docs/commands.md`. The same commands give the same text. */
export function commandReference(specs: readonly CommandSpec[]): string {
  const head = [
    '# Commands',
    '',
    'Made from the commands themselves; do not edit by hand.',
    '',
    'The same words work in the web console and, after `npx belay`, in the terminal. Text of several words may stand',
    'in quotes; `to` and `in` before an environment may be left out; `--` ends the flags.',
    '',
    '| command | what it does | permission |',
    '| --- | --- | --- |',
    ...specs.map(
      (spec) => `| [\`${spec.name}\`](#${spec.name}) | ${cell(spec.summary)} | \`${spec.verb}\` |`,
    ),
  ];
  return `${[...head, ...specs.flatMap(section)].join('\n')}\n`;
}

function section(spec: CommandSpec): readonly string[] {
  const rows = [
    ...spec.args.map((arg) => `| \`${argumentUsage(arg)}\` | ${cell(arg.description)} |`),
    ...spec.flags.map((flag) => `| \`${flagUsage(flag)}\` | ${cell(flag.description)} |`),
  ];
  const table = rows.length === 0 ? [] : ['', '| word | meaning |', '| --- | --- |', ...rows];
  const aliases = spec.aliases.map((alias) => `\`${alias}\``).join(', ');
  return [
    '',
    `## ${spec.name}`,
    '',
    spec.summary,
    '',
    '```',
    usageLine(spec),
    '```',
    ...table,
    '',
    'Examples:',
    '',
    '```',
    ...spec.usage,
    '```',
    ...(aliases === '' ? [] : ['', `Also called ${aliases}.`]),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/gu, ' ');
}
