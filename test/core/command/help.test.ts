import { describe, expect, it } from 'vitest';
import { complete, type KnownNames } from '../../../src/core/command/complete.ts';
import { helpDocument } from '../../../src/core/command/help.ts';
import { parseCommand } from '../../../src/core/command/parse.ts';
import { commandReference } from '../../../src/core/command/reference.ts';
import { DocumentTree } from '../../../src/core/documents/tree.ts';
import { specs } from './specs.ts';

const names: KnownNames = {
  services: ['shop', 'api-shop', 'mail'],
  versions: (service) => (service === 'shop' ? ['v2', 'v1'] : []),
  environments: ['production', 'staging'],
  rollouts: ['r-0123456789'],
  items: [],
};

function offered(text: string): readonly string[] {
  return complete(text, specs, names).map((completion) => completion.text);
}

describe('help', () => {
  it('lists every command, those that only look apart from those that act', () => {
    const tree = DocumentTree.parse(helpDocument(specs, null, 0));
    const listed = tree.blocks.flatMap((block) => (block.kind === 'facts' ? block.rows : []));
    expect(listed.map(({ name }) => name).sort()).toEqual(specs.map(({ name }) => name).sort());
    expect(tree.blocks[0]).toEqual({ kind: 'heading', text: 'Look' });
  });

  it.each(specs)('explains $name: usage, every argument and flag, examples, permission', (spec) => {
    const text = JSON.stringify(DocumentTree.parse(helpDocument(specs, spec, 0)).blocks);
    for (const { description } of [...spec.args, ...spec.flags]) expect(text).toContain(description);
    for (const example of spec.usage) expect(text).toContain(JSON.stringify(example).slice(1, -1));
    expect(text).toContain(`permission \`${spec.verb}\``);
  });

  it.each(specs.flatMap((spec) => spec.usage.map((line) => [line, spec.name])))(
    'the example %j works',
    (line, name) => {
      expect(parseCommand(line, specs)).toMatchObject({ kind: 'command', spec: { name } });
    },
  );
});

describe('reference', () => {
  it('names every command with its usage and escapes what would break a table', () => {
    const text = commandReference(specs);
    for (const { name } of specs) expect(text).toContain(`\n## ${name}\n`);
    expect(text).toContain('deploy <service> <version> [to <environment>] [--dry-run]');
    expect(text).toContain('Show what is live \\| and what was.');
    expect(text).toBe(commandReference(specs));
  });
});

describe('complete', () => {
  it.each([
    ['', ['deploy', 'rollback', 'note', 'status', 'report']],
    ['de', ['deploy']],
    ['@belay st', ['@belay status']],
    ['help ro', ['help rollback']],
    ['deploy ', ['deploy shop', 'deploy api-shop', 'deploy mail']],
    ['deploy sh', ['deploy shop', 'deploy api-shop']],
    ['deploy shop ', ['deploy shop v2', 'deploy shop v1']],
    ['deploy shop v2 ', ['deploy shop v2 to']],
    ['deploy shop v2 to ', ['deploy shop v2 to production', 'deploy shop v2 to staging']],
    ['deploy shop v2 in st', ['deploy shop v2 in staging']],
    ['deploy shop v2 --d', ['deploy shop v2 --dry-run']],
    ['deploy shop v2 --dry-run t', ['deploy shop v2 --dry-run to']],
    ['rollback ', ['rollback shop', 'rollback api-shop', 'rollback mail', 'rollback r-0123456789']],
    ['rollback shop ', ['rollback shop in']],
    ['report ', ['report r-0123456789']],
    ['status "', []],
    ['nonsense ', []],
  ])('after %j offers what may come next', (text, expected) => {
    expect(offered(text)).toEqual(expected);
  });

  it('says with each offer what it is', () => {
    expect(complete('deploy --r', specs, names)).toEqual([
      { text: 'deploy --reason=', hint: '--reason=<text>: Why.' },
    ]);
  });
});
