import { describe, expect, test } from 'vitest';
import { complete } from '../../../src/core/command/complete.ts';
import type { CommandSpec } from '../../../src/core/command/spec.ts';

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
const names = { services: ['shop'], versions: () => [], environments: [], rollouts: ['r-0123456789'] };
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
