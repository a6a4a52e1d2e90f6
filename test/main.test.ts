import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { variableNames } from '../src/config/env.ts';
import { run } from '../src/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'belay-main-'));
const data = join(folder, 'data');
// Whoever reads the environment stops at this port, and whoever opens a data folder makes it.
const unreadable = { BELAY_PORT: 'none', BELAY_DATA: data, BELAY_CONFIG: join(folder, 'belay.yml') };
const main = readFileSync(new URL('../src/main.ts', import.meta.url), 'utf8');
const words = [...main.matchAll(/^ {2}(\w+): run/gm)].map(([, word = '']) => word);

afterEach(() => {
  vi.restoreAllMocks();
  expect(existsSync(data)).toBe(false);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function belay(...argv: string[]) {
  const said = { out: '', err: '' };
  vi.spyOn(console, 'log').mockImplementation((text: string) => {
    said.out += `${text}\n`;
  });
  vi.spyOn(console, 'error').mockImplementation((text: string) => {
    said.err += `${text}\n`;
  });
  return { code: await run(argv, unreadable), ...said };
}

describe('help about the words of this machine reads and starts nothing', () => {
  it.each([
    ...words.flatMap((word) => [
      [word, '--help'],
      [word, '-h'],
    ]),
    ['config', 'haproxy', '--help'],
    ['audit', 'verify', '--help'],
    ['proxy', 'stop', '-h'],
    ['worker', '--verbose', '--help'],
  ])('belay %s %s %s', async (...argv) => {
    const { code, out, err } = await belay(...argv.filter((word) => word !== undefined));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^Usage: belay ${argv[0]}`));
    expect(out).toContain('Environment:');
    for (const [name] of out.matchAll(/\b[A-Z]+_(URL|[A-Z_]+)\b/g)) expect(variableNames).toContain(name);
  });

  it('is found by `help` too', async () => {
    expect((await belay('help', 'worker')).out).toBe((await belay('worker', '-h')).out);
  });
});

it.each(['start', 'all', 'bot', 'worker'])('belay %s refuses words that it does not know', async (word) => {
  for (const more of ['--port=7071', '--dry-run', 'shop']) {
    const { code, out, err } = await belay(word, more);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`takes no further words. Nothing was started.\n\nUsage: belay ${word}`);
  }
});

it.each(['version', '--version'])('belay %s prints the version', async (word) => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await belay(word)).toEqual({ code: 0, out: `${version}\n`, err: '' });
});
