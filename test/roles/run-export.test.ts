import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnv } from '../../src/config/env.ts';
import { runExport } from '../../src/roles/run-export.ts';
import { small } from '../config/configuration.ts';
import { shop } from '../render/export/slots.ts';

const folder = mkdtempSync(join(tmpdir(), 'belay-export-'));
const file = join(folder, 'belay.yml');
afterAll(() => rmSync(folder, { recursive: true }));

function said(config: string, ...words: readonly string[]) {
  writeFileSync(file, config);
  const [out, err]: [string[], string[]] = [[], []];
  const read = readEnv({ BELAY_CONFIG: file }, () => '');
  if (read.kind === 'invalid') throw new Error(read.sentences.join('\n'));
  const terminal = {
    env: read.env,
    variables: {},
    out: (text: string) => out.push(text),
    err: (text: string) => err.push(text),
  };
  const code = runExport(terminal, words);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const threeVersions = shop.replace(
  'v2: "http://127.0.0.1:9002"',
  'v2: "http://127.0.0.1:9002", v3: "http://127.0.0.1:9003"',
);

describe('belay export', () => {
  it('prints rules of the one version besides stable, and a dashboard', () => {
    const rules = said(shop, 'prometheus-rules');
    expect(rules).toMatchObject({ code: 0, err: '' });
    expect(rules.out).toContain('canary v2, stable v1');
    const dashboard = said(shop, 'grafana');
    expect(dashboard).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(dashboard.out)).toMatchObject({ uid: 'belay-shop-demo', title: 'Belay: shop in demo' });
  });

  it('asks which version is released where it cannot know, and takes it from the line', () => {
    expect(said(threeVersions, 'prometheus-rules')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('Declared are v2 and v3.'),
    });
    expect(said(threeVersions, 'prometheus-rules', '--canary', 'v3', '--stable', 'v2').out).toContain(
      'canary v3, stable v2',
    );
    expect(said(threeVersions, 'grafana').code).toBe(0);
  });

  it('warns of a version that is not declared, and exports it', () => {
    const { code, out, err } = said(shop, 'prometheus-rules', '--canary', 'v9');
    expect(code).toBe(0);
    expect(out).toContain('canary v9, stable v1');
    expect(err).toContain('Warning: ');
    expect(err).toContain('declares no version `v9` of shop in demo');
  });

  it('says what is left out, on the error stream and in the file', () => {
    const { out, err, code } = said(shop.replace('- errors < 1%', '- error-rate < 1%'), 'prometheus-rules');
    expect(code).toBe(0);
    expect(err).toContain('Note: left out: shop in demo, `error-rate < 1%`');
    expect(out).toContain('Left out:');
  });

  it('refuses a configuration that is asked of no metric server, and says why', () => {
    expect(said(small, 'prometheus-rules')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/the router counts it itself[\s\S]*nothing to export/),
    });
  });

  it('writes where the line says, or belay.yml; the line has the last word', () => {
    const [one, other] = [join(folder, 'one.yml'), join(folder, 'other.yml')];
    const declared = `${shop}observability:\n  alert_rules: { format: prometheus, file: ${one}, for: 3m }\n`;
    expect(said(declared, 'prometheus-rules')).toEqual({ code: 0, out: '', err: `Written to ${one}.` });
    expect(readFileSync(one, 'utf8')).toContain('for: 3m');
    expect(said(declared, 'prometheus-rules', '--out', other).err).toBe(`Written to ${other}.`);
    expect(said(declared, 'prometheus-rules', '--out=-').out).toBe(readFileSync(other, 'utf8').trimEnd());
    expect(said(declared, 'grafana').out).toContain('"panels"');
  });

  it('says that a file cannot be written', () => {
    const { code, err } = said(shop, 'grafana', '--out', join(folder, 'nowhere', 'a.json'));
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('cannot be written (ENOENT)') });
  });

  it.each([
    ['no word', [], 2, 'Say what to export'],
    ['a word it does not know', ['nagios'], 2, 'cannot export `nagios`'],
    ['a flag it does not know', ['grafana', '--colour'], 2, 'Usage: belay export'],
    ['too many words', ['grafana', 'a.yml', 'b.yml'], 2, '`b.yml` is too much'],
    ['an unknown service', ['grafana', '--service', 'shopp'], 1, 'Did you mean `shop`?'],
    ['an unknown environment', ['grafana', '--environment', 'moon'], 1, 'There is demo.'],
    ['an unknown source', ['prometheus-rules', '--source', 'mian'], 1, 'There is main.'],
  ])('refuses %s', (_, words, code, sentence) => {
    expect(said(shop, ...words)).toMatchObject({ code, out: '', err: expect.stringContaining(sentence) });
  });
});
