import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { changed, diagnosticsOf, small } from '../config/configuration.ts';

const guide = readFileSync(fileURLToPath(new URL('../../docs/metrics.md', import.meta.url)), 'utf8');

test('the example is a configuration that Belay takes', () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const stages = '    stages: [{ weight: 10%, hold: 5m }, { weight: 100%, hold: 5m }]\n    rollback_when:';
  const asked = changed('    rollback_when:', stages, example);
  const plan = small.slice(small.indexOf('    plan:\n'));
  const text = changed(plan, '    plan: careful\n', `${small}${asked}`);
  expect(diagnosticsOf(text)).toEqual([]);
});
