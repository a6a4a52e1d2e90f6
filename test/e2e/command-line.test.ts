import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Belay, belayFolder, freePorts, startBelay } from './belay.ts';
import { configuration } from './configuration.ts';
import { runBelay } from './process.ts';
import { type CountedVersion, startCounted } from './version.ts';

let belay: Belay;
let v1: CountedVersion;
let shopPort: number;

const shop = (port: number) =>
  configuration([{ name: 'shop', port, versions: { v1: v1.port, v2: 4102 }, stable: 'v1' }]);

beforeAll(async () => {
  v1 = await startCounted('v1');
  [shopPort = 0] = await freePorts(1);
  belay = await startBelay(shop(shopPort));
});

afterAll(async () => {
  await belay[Symbol.asyncDispose]();
  await v1[Symbol.asyncDispose]();
});

/** What people read: no stack, and whatever is not a sentence is a line of JSON for machines. */
function expectSentences(text: string): void {
  expect(text).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  for (const line of text.split('\n')) {
    if (line.startsWith('{')) expect(() => JSON.parse(line)).not.toThrow();
  }
}

/** Takes a port until disposed. */
async function takePort(): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe.concurrent('the command line', () => {
  it('serves the stable version from its first moment on', async () => {
    const answer = await fetch(`http://127.0.0.1:${shopPort}`);
    expect([answer.status, answer.headers.get('x-shop-version')]).toEqual([200, 'v1']);
  });

  it('finds the running server from another terminal', async () => {
    const { code, out, err } = await runBelay(['status'], belay.variables).finished;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('stable is v1');
    const refused = await runBelay(['deploy', 'shap', 'v2'], belay.variables).finished;
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('Did you mean `shop`?');
  });

  it('checks the log through the running server', async () => {
    const { code, out } = await runBelay(['audit', 'verify'], belay.variables).finished;
    expect(code).toBe(0);
    expect(out).toContain('none altered, removed or reordered');
  });

  it('refuses a second start in the same folder, and leaves the first as it is', async () => {
    const [port = 0, other = 0] = await freePorts(2);
    const file = join(belay.folder, 'other.yml');
    writeFileSync(file, shop(other));
    const before = belay.proxyPid();
    const second = runBelay(['start'], { ...belay.variables, BELAY_CONFIG: file, BELAY_PORT: String(port) });
    const { code, out, err } = await second.finished;
    expect(code).toBe(1);
    expect(out + err).toContain('already uses the data folder');
    expectSentences(out + err);
    expect(belay.proxyPid()).toBe(before);
    expect((await fetch(`http://127.0.0.1:${shopPort}`)).status).toBe(200);
  });

  it('says which port is taken and ends, with nothing left running', async () => {
    await using console = await takePort();
    const [port = 0] = await freePorts(1);
    const { folder, variables } = await belayFolder(shop(port));
    const taken = { ...variables, BELAY_PORT: String(console.port) };
    const { code, out, err } = await runBelay(['start'], taken).finished;
    expect(code).toBe(1);
    expect(out + err).toContain(`Port ${console.port} on 127.0.0.1 is taken`);
    expectSentences(out + err);
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
    rmSync(folder, { recursive: true });
  });

  it('says which port of the proxy is taken and ends', async () => {
    await using edge = await takePort();
    const { folder, variables } = await belayFolder(shop(edge.port));
    const { code, out, err } = await runBelay(['start'], variables).finished;
    expect(code).toBe(1);
    expect(out + err).toContain(`Port ${edge.port} on 127.0.0.1`);
    expectSentences(out + err);
    rmSync(folder, { recursive: true });
  });

  it('starts nothing with a configuration that has mistakes, and says where they are', async () => {
    const { folder, variables } = await belayFolder(shop(4001).replace('stable: v1', 'stabel: v1'));
    for (const words of [['start'], ['config', 'check'], ['login']]) {
      const { code, out, err } = await runBelay(words, variables).finished;
      expect(code).toBe(words[0] === 'config' ? 1 : 2);
      expect(out).toBe('');
      expect(err).toMatch(/belay\.yml:\d+:\d+/);
      expect(err).toContain('stable');
      expectSentences(err);
    }
    rmSync(folder, { recursive: true });
  });

  it('checks a good configuration with a sentence and 0, a missing one with a sentence and 1', async () => {
    const good = await runBelay(['config', 'check'], belay.variables).finished;
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining('is right') });
    const json = await runBelay(['config', 'check', '--json'], belay.variables).finished;
    expect(JSON.parse(json.out)).toMatchObject({ ok: true });
    const missing = await runBelay(['config', 'check', '/nowhere/belay.yml'], belay.variables).finished;
    expect(missing).toMatchObject({ code: 1, out: '' });
    expect(missing.err).toContain('/nowhere/belay.yml');
    expectSentences(missing.err);
  });

  it('answers words it does not know, bad variables and an unknown person with a sentence', async () => {
    const unknown = await runBelay(['config', 'chekc'], belay.variables).finished;
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('Usage') });
    const port = await runBelay(['start'], { ...belay.variables, BELAY_PORT: 'many' }).finished;
    expect(port).toMatchObject({ code: 2, err: expect.stringContaining('BELAY_PORT') });
    const person = await runBelay(['login', 'boo'], belay.variables).finished;
    expect(person).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean bo?') });
  });

  it('tells a person with nothing to talk to what to start', async () => {
    const [port = 0] = await freePorts(1);
    const nothing = {
      BELAY_DATA: '/nowhere/data',
      BELAY_URL: `http://127.0.0.1:${port}`,
      BELAY_TOKEN: 'x.y',
    };
    const { code, err } = await runBelay(['status'], nothing).finished;
    expect(code).toBe(3);
    expectSentences(err);
  });
});

it('ends with 0 on SIGTERM while the proxy serves on, which `proxy stop` then ends', async () => {
  belay.process.child.kill('SIGTERM');
  expect(await belay.process.ended).toBe(0);
  expect(belay.process.out()).toContain('serves on');
  expect((await fetch(`http://127.0.0.1:${shopPort}`)).status).toBe(200);
  const stopped = await runBelay(['proxy', 'stop'], belay.variables).finished;
  expect(stopped).toMatchObject({ code: 0, out: expect.stringContaining('has stopped') });
  await expect(fetch(`http://127.0.0.1:${shopPort}`)).rejects.toThrow();
});
