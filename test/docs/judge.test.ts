import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { odds } from '../../src/core/judge/sequential/grid.ts';
import { changed, diagnosticsOf, small } from '../config/configuration.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/judge.md', import.meta.url)), 'utf8');

test('its plan is one that Belay takes', () => {
  const plans = /```yaml\n(plans:[^`]*)```/.exec(page)?.[1] ?? '';
  const plan = small.slice(small.indexOf('    plan:\n'));
  expect(diagnosticsOf(`${changed(plan, '    plan: watched\n', small)}${plans}`)).toEqual([]);
});

test('it tells the margins that are accepted as they are', () => {
  const [, listed = ''] = /one\s+of ([\d., ]+) and on/.exec(page) ?? [];
  const margins = odds.filter((each) => each >= 1);
  expect(listed.split(', ').map(Number)).toEqual(margins.slice(0, listed.split(', ').length));
});
