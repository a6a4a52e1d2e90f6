import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Belay, belayFolder, freePorts, startBelay } from './belay.ts';
import { configuration } from './configuration.ts';
import { runBelay } from './process.ts';
import { type CountedVersion, startCounted } from './version.ts';

const secret = randomBytes(20).toString('hex');
const guide = readFileSync(fileURLToPath(new URL('../../docs/signals.md', import.meta.url)), 'utf8');

/** A minute between two looks: whatever happens earlier happens because Belay was told. */
const plan = {
  evaluation: { interval: '60s', window: '60s' },
  stages: [
    { weight: '20%', hold: '10m' },
    { weight: '100%', hold: '10m' },
  ],
  rollback_when: ['complaints > 0'],
  promote_when: undefined,
};

const told = `
metrics:
  complaints: { kind: reported, event: complaint, unit: count }
signals:
  support: { kind: signed, secret: { env: SUPPORT_SECRET }, events: [complaint] }
`;

let belay: Belay;
let v1: CountedVersion;
let v2: CountedVersion;

beforeAll(async () => {
  [v1, v2] = await Promise.all([startCounted('v1'), startCounted('v2')]);
  belay = await startBelay(await listening(), { SUPPORT_SECRET: secret });
}, 60_000);

afterAll(async () => {
  await belay[Symbol.asyncDispose]();
  await Promise.all([v1, v2].map((version) => version[Symbol.asyncDispose]()));
});

async function listening(): Promise<string> {
  const [port = 0] = await freePorts(1);
  const versions = { v1: v1.port, v2: v2.port };
  return `${configuration([{ name: 'shop', port, versions, stable: 'v1', plan }])}${told}`;
}

describe('a complaint', () => {
  it('sent as the guide says takes the rollout back long before its next look', async () => {
    const id = await belay.rolloutOf('deploy shop v2 to demo');
    await belay.until(id, ({ card }) => card.phase === 'observing');
    const [, script = ''] = /```sh\n([\s\S]*?)```/.exec(guide) ?? [];
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-euc', script.replace('"environment":"production"', '"environment":"demo"')],
      { env: { ...process.env, BELAY_URL: belay.url, SUPPORT_SECRET: secret } },
    );
    expect(JSON.parse(stdout)).toEqual({ recorded: true, sentence: 'Recorded.' });
    await belay.until(id, ({ timeline }) =>
      timeline.some(({ sentence }) => /“checkout spins”/.test(sentence)),
    );
    await belay.until(id, ({ card }) => card.phase === 'rolled back');
  });
});

describe('without its secret', () => {
  it('Belay does not start, and the configuration is right all the same', async () => {
    const { variables } = await belayFolder(
      (await listening()).replace('SUPPORT_SECRET', 'NOT_SET_ANYWHERE'),
    );
    const checked = await runBelay(['config', 'check'], variables).finished;
    expect(checked.code).toBe(0);
    const started = await runBelay(['start'], variables).finished;
    expect(started.code).not.toBe(0);
    expect(`${started.out}${started.err}`).toContain(
      'The environment variable NOT_SET_ANYWHERE should hold a secret and is not set',
    );
    await runBelay(['proxy', 'stop'], variables).finished;
  });
});
