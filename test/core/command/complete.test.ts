import { describe, expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { complete, itemsAsked } from '../../../src/core/command/complete.ts';
import type { CommandSpec } from '../../../src/core/command/spec.ts';
import { RolloutId } from '../../../src/core/ids.ts';
import type { OpenItem } from '../../../src/core/rollout/open-items.ts';

const report: CommandSpec = {
  name: 'report',
  aliases: [],
  summary: 'What was written.',
  usage: [],
  args: [{ name: 'target', required: false, description: 'Which.', kind: 'target' }],
  flags: [
    {
      name: 'document',
      value: 'text',
      description: 'Its kind.',
      offers: ['checklist', 'go-no-go', 'report'],
    },
    { name: 'part', value: 'text', description: 'Which of several.' },
    { name: 'pdf', value: 'none', description: 'As a file.' },
  ],
  verb: 'report',
  kind: 'reads',
};
const names = {
  services: ['shop'],
  versions: () => [],
  environments: [],
  rollouts: ['r-0123456789'],
  items: [],
};
const offered = (text: string) => complete(text, [report], names).map((one) => one.text);

describe('the values of a flag', () => {
  test('are offered after its name and a space', () => {
    expect(offered('report shop --document ')).toEqual([
      'report shop --document checklist',
      'report shop --document go-no-go',
      'report shop --document report',
    ]);
    expect(offered('report shop --document go')).toEqual(['report shop --document go-no-go']);
  });

  test('are offered after its name and an equals sign', () => {
    expect(offered('report --document=r')).toEqual(['report --document=report']);
    expect(offered('report --document=')).toHaveLength(3);
  });

  test('are not offered where it has none, or has its value already', () => {
    expect(offered('report --part ')).toEqual([]);
    expect(offered('report --document report ')).toEqual([
      'report --document report shop',
      'report --document report r-0123456789',
    ]);
    expect(offered('report --pdf ')).toEqual(['report --pdf shop', 'report --pdf r-0123456789']);
    expect(offered('report "--document" ')).toEqual([]);
  });
});

test('flags are offered by name', () => {
  expect(offered('report --p')).toEqual(['report --part=', 'report --pdf']);
});

describe('boxes and tasks', () => {
  const specs = commands.map(({ spec }) => spec);
  const first = RolloutId.parse('r-0123456789');
  const other = RolloutId.parse('r-9876543210');
  const box = (rollout: RolloutId, service: string, number: number, text: string): OpenItem => ({
    ...{ rollout, service, environment: 'production', number, text },
  });
  const support = box(first, 'shop', 1, 'Support was told');
  const smoke = box(first, 'shop', 3, 'Smoke tests pass');
  const words = (text: string, items: readonly OpenItem[] = [support, smoke]) =>
    complete(text, specs, { ...names, items }).map((one) => one.text);

  test('are offered by their numbers, with what they say', () => {
    expect(words('tick ')).toEqual(['tick 1', 'tick 3']);
    expect(complete('tick 3', specs, { ...names, items: [support, smoke] })).toEqual([
      { text: 'tick 3', hint: 'Smoke tests pass (shop in production)' },
    ]);
    expect(words('done s')).toEqual(['done 1', 'done 3']);
  });

  test('are found by their words', () => {
    expect(words('tick smo')).toEqual(['tick 3']);
  });

  test('come with their rollout where several have some, and without once it was said', () => {
    const items = [support, box(other, 'cart', 1, 'Dashboards looked at')];
    expect(words('tick ', items)).toEqual([`tick ${first} 1`, `tick ${other} 1`]);
    expect(words('tick cart ', items)).toEqual(['tick cart 1']);
    expect(words(`done ${first} `, items)).toEqual([`done ${first} 1`]);
    expect(words('tick smoke tests ')).toEqual([]);
  });

  test('what is asked for is known before it is looked up', () => {
    expect(itemsAsked('/belay tick ', specs)).toBe('boxes');
    expect(itemsAsked('done 1', specs)).toBe('tasks');
    expect(itemsAsked('deploy shop', specs)).toBeNull();
    expect(itemsAsked('tick "', specs)).toBeNull();
  });
});

test('a command of two words is offered by its second, and then its own flags', () => {
  const specs = commands.map(({ spec }) => spec);
  const words = (text: string) => complete(text, specs, names).map((one) => one.text);
  expect(words('prepare mig')).toEqual(['prepare migration']);
  expect(words('prepare ')).toEqual(['prepare migration', 'prepare shop']);
  expect(words('prepare migration --c')).toContain('prepare migration --contract');
  expect(words('prepare migration --from v1 --c')).toContain('prepare migration --from v1 --contract');
  expect(words('prepare shop --c')).not.toContain('prepare shop --contract');
});
