import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { permissionsFor, subscriptions } from '../../src/adapters/place/github/rights.ts';
import { loadConfig } from '../../src/config/load.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'github.md'), 'utf8');

test('the page names each permission and event that Belay needs, with its reason, and no other', () => {
  const words = { read: 'Read-only', write: 'Read and write' };
  const rights = permissionsFor({ migrations: true, ci: true }).map(
    ({ label, level, why }) => `| ${label} | ${words[level]} | ${why} |`,
  );
  const events = subscriptions.map(({ label, why }) => `| ${label} | ${why} |`);
  const tables = page
    .split('\n')
    .filter((line) => /^\| [A-Z][a-z ]+ \| (Read|comm|merge|rele|env)/.test(line));
  expect(tables).toEqual([...rights, ...events]);
});

test('its belay.yml is right, with the place for approvals too', () => {
  const [, file = ''] = /```yaml\n(version: 1[\s\S]*?)```/.exec(page) ?? [];
  const [, approvals = ''] = /```yaml\n( {2}approvals[\s\S]*?)```/.exec(page) ?? [];
  expect(approvals).not.toBe('');
  for (const text of [file, file.replace('\nrouters:', `${approvals}\nrouters:`)]) {
    const loaded = loadConfig('belay.yml', () => text);
    expect(loaded.kind === 'invalid' ? loaded.diagnostics : loaded.warnings).toEqual([]);
  }
});
