import type { Block, DocumentTree } from '../documents/tree.ts';
import type { Instant } from '../time.ts';
import { argumentUsage, type CommandSpec, flagUsage, usageLine } from './spec.ts';

/** Help about one command, or the list of all when `spec` is null. */
export function helpDocument(
  specs: readonly CommandSpec[],
  spec: CommandSpec | null,
  at: Instant,
): DocumentTree {
  return spec === null ? listOfCommands(specs, at) : aboutCommand(spec, at);
}

function listOfCommands(specs: readonly CommandSpec[], at: Instant): DocumentTree {
  const group = (title: string, kind: CommandSpec['kind']): readonly Block[] => {
    const members = specs.filter((spec) => spec.kind === kind);
    if (members.length === 0) return [];
    const rows = members.map((spec) => ({ name: spec.name, value: spec.summary }));
    return [
      { kind: 'heading', text: title },
      { kind: 'facts', rows },
    ];
  };
  return document(
    'Commands',
    'The same words work on every place. `help <command>` tells more about one.',
    at,
    [...group('Look', 'reads'), ...group('Act', 'acts')],
  );
}

function aboutCommand(spec: CommandSpec, at: Instant): DocumentTree {
  const rows = [
    ...spec.args.map((arg) => ({ name: argumentUsage(arg), value: arg.description })),
    ...spec.flags.map((flag) => ({ name: flagUsage(flag), value: flag.description })),
  ];
  const facts: Block[] = rows.length === 0 ? [] : [{ kind: 'facts', rows }];
  const aliases = spec.aliases.map((alias) => `\`${alias}\``).join(', ');
  return document(spec.name, spec.summary, at, [
    { kind: 'code', lines: [usageLine(spec)] },
    ...facts,
    { kind: 'heading', text: 'Examples' },
    { kind: 'code', lines: [...spec.usage] },
    ...(aliases === '' ? [] : [{ kind: 'paragraph' as const, text: `Also called ${aliases}.` }]),
    { kind: 'paragraph', text: `Needs the permission \`${spec.verb}\`.` },
  ]);
}

/** A reader of help needs nobody's word for it: a terminal leaves this out. */
export const helpWhy = 'Help is made from the commands themselves.';

function document(title: string, summary: string, at: Instant, blocks: readonly Block[]): DocumentTree {
  return { title, summary, draftedBy: 'template', draftedWhy: helpWhy, at, blocks: [...blocks] };
}
