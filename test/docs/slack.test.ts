import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { botScopes } from '../../src/render/slack/scopes.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const page = read('docs/slack.md');

describe('docs/slack.md', () => {
  it('names every scope that Belay asks for with its reason, and no other', () => {
    const rows = [...page.matchAll(/^\| `([a-z_]+(?::[a-z]+)?)` \| (to .*|for .*) \|$/gm)];
    expect(rows.map(([, scope, why]) => ({ scope, why }))).toEqual(
      botScopes.map(({ scope, why }) => ({ scope, why })),
    );
  });

  it('shows a configuration that is right, put into the one of the quick start', () => {
    const [, example = ''] = page.match(/```yaml\n([\s\S]*?)```/) ?? [];
    const rest = read('examples/quick-start.yml').replace(/^people:\n( .*\n)+/m, '');
    const loaded = loadConfig('belay.yml', () => `${rest}\n${example}`);
    expect(loaded).toMatchObject({ kind: 'config' });
    const places = loaded.kind === 'config' ? loaded.config.places : [];
    expect(places.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['console console', 'slack slack']);
    const accounts = loaded.kind === 'config' ? loaded.config.people.map((one) => one.accounts.slack) : [];
    expect(accounts).toEqual(['T0123ABCD/U0456EFGH', 'T0123ABCD/U0789IJKL']);
  });
});
