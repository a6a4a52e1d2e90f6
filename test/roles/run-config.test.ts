import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEnv } from '../../src/config/env.ts';
import { runConfig } from '../../src/roles/run-config.ts';

const signals =
  '\nsignals:\n  reports: { kind: signed, secret: { env: SHOP_REPORTS }, events: [complaint] }\n';

test('a good file whose secrets are not set is good, and they are named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'belay-check-'));
  const file = join(folder, 'belay.yml');
  writeFileSync(file, readFileSync('examples/quick-start.yml', 'utf8') + signals);
  const said = (variables: Record<string, string>) => {
    const [out, err]: [string[], string[]] = [[], []];
    const terminal = {
      variables,
      out: (text: string) => out.push(text),
      err: (text: string) => err.push(text),
    };
    const read = readEnv(variables, () => '');
    if (read.kind === 'invalid') throw new Error(read.sentences.join('\n'));
    const code = runConfig({ ...terminal, env: read.env }, ['check', file]);
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
  expect(said({})).toEqual({
    code: 0,
    out: expect.stringContaining('is right'),
    err: expect.stringContaining('SHOP_REPORTS'),
  });
  expect(said({ SHOP_REPORTS: 'one two' })).toMatchObject({ code: 0, err: '' });
  rmSync(folder, { recursive: true });
});
