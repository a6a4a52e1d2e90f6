import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { changed, diagnosticsOf, small } from '../config/configuration.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/comparison.md', import.meta.url)), 'utf8');

it('shows a plan that can be used as it stands', () => {
  const plans = /```yaml\n(plans:[^`]*)```/.exec(page)?.[1];
  if (plans === undefined) throw new Error('the page shows no plan');
  const own = small.slice(small.indexOf('    plan:\n'));
  const text = changed('services:\n', `${plans}services:\n`, changed(own, '    plan: compared\n'));
  expect(diagnosticsOf(text)).toEqual([]);
});
