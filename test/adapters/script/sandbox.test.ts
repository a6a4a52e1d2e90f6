import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '../../../src/adapters/script/find-program.ts';
import { createRunScript } from '../../../src/adapters/script/run-script.ts';
import { runInSandbox } from '../../../src/adapters/script/sandbox.ts';

const runnable = ['bwrap', 'shellcheck', 'prlimit', 'curl'].every((name) => findProgram(name) !== null);
const listed: Server = createServer((_, response) => response.end('here'));
const other: Server = createServer((_, response) => response.end('secret'));
let secrets: string;

beforeAll(async () => {
  for (const server of [listed, other])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  secrets = await mkdtemp(join(tmpdir(), 'belay-data-'));
  await writeFile(join(secrets, 'log'), 'secret');
});

afterAll(async () => {
  listed.close();
  other.close();
  await rm(secrets, { recursive: true });
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const parts = { clock: Date.now, deadline: 3000 };

/** Past the checks, as if they had missed something: the sandbox has to hold by itself. */
async function sandboxed(text: string, deadline = 3000) {
  const hosts = [`127.0.0.1:${portOf(listed)}`];
  const ran = await runInSandbox(
    { text: `exec 2>&1\n${text}`, programs: ['curl'], hosts, database: null },
    { ...parts, deadline },
  );
  if (ran.kind === 'not-run') throw new Error(ran.sentence);
  return ran;
}

describe.runIf(runnable)('the sandbox', () => {
  it('reaches a listed host', async () => {
    expect((await sandboxed(`curl -sS http://127.0.0.1:${portOf(listed)}/`)).output).toBe('here');
  });

  it('reaches nothing else, with its proxy or without', async () => {
    const addresses = [
      `127.0.0.1:${portOf(other)}`,
      `localhost:${portOf(listed)}`,
      '169.254.169.254',
      '[::1]:80',
      'example.com',
    ];
    for (const address of addresses) {
      expect((await sandboxed(`curl -sS -m 1 http://${address}/; echo "$?"`)).output, address).toMatch(
        /\(2\)\n97\n$/,
      );
    }
    const direct = await sandboxed(
      `curl -sS -m 1 --noproxy '*' http://127.0.0.1:${portOf(listed)}/; echo "$?"`,
    );
    expect(direct.output).toMatch(/\n7\n$/);
    expect((await sandboxed('getent hosts example.com; echo "$?"')).output).toBe('2\n');
    expect((await sandboxed('echo x > /dev/tcp/127.0.0.1/22; echo "$?"')).output).toMatch(/\n1\n$/);
  });

  it('sees no file of Belay, no environment and no other process', async () => {
    const { output } = await sandboxed(
      `cat /etc/shadow ${secrets}/log ${process.cwd()}/package.json; env; ls /proc | grep -c '^[0-9]'; touch /usr/x /x /etc/x`,
    );
    expect(output.match(/No such file or directory/g)?.length).toBe(3);
    expect(output).not.toContain('secret');
    expect(output).not.toMatch(/^(?!PATH|HOME|PWD|TMPDIR|LC_ALL|SHLVL|OLDPWD|_)[A-Z_]+=/m);
    expect(output.match(/Read-only file system/g)?.length).toBe(3);
    expect(Number(/^(\d+)$/m.exec(output)?.[1])).toBeLessThan(10);
  });

  it('ends what never ends, says too much or takes too much', async () => {
    expect(await sandboxed('sleep 600', 500)).toMatchObject({
      exit: null,
      ended: 'it took longer than 500ms',
    });
    expect(await sandboxed('yes')).toMatchObject({ exit: null, ended: 'it printed too much' });
    expect((await sandboxed('bomb() { bomb & bomb; }; bomb', 1000)).ended).not.toBeNull();
    expect(
      (await sandboxed('head -c 700000000 /dev/zero | tail -n 1; echo "$?"', 10_000)).output,
    ).not.toMatch(/^0$/m);
    expect((await sandboxed('head -c 99000000 /dev/zero > /tmp/x; wc -c < /tmp/x')).output).toContain(
      '16777216',
    );
  });
});

describe('where a script cannot be run', () => {
  const run = { text: 'echo ok\n', programs: [], hosts: [], database: null };
  const without = (gone: string) =>
    createRunScript({ ...parts, find: (name) => (name === gone ? null : findProgram(name)) });

  it('says what is missing, and runs nothing outside', async () => {
    expect(await without('bwrap')(run)).toEqual({
      kind: 'not-run',
      sentence: expect.stringContaining(runnable ? 'bwrap is not installed' : 'is not installed'),
    });
    expect(await without('shellcheck')(run)).toEqual({
      kind: 'not-run',
      sentence: 'shellcheck is not installed on Belay’s machine.',
    });
  });

  it.runIf(runnable)('says so where the machine allows no sandbox', async () => {
    const folder = await mkdtemp(join('/var/tmp', 'belay-bwrap-'));
    await chmod(folder, 0o755);
    const program = join(folder, 'bwrap');
    const refusal = 'bwrap: No permissions to create new namespace';
    await writeFile(program, `#!/bin/sh\necho "${refusal}" >&2\nexit 1\n`, { mode: 0o755 });
    const find = (name: string) => (name === 'bwrap' ? program : findProgram(name));
    expect(await createRunScript({ ...parts, find })(run)).toEqual({
      kind: 'not-run',
      sentence: `This machine allows no sandbox (${refusal}). Let Belay’s user make user namespaces.`,
    });
    await rm(folder, { recursive: true });
  });

  it.runIf(runnable)('runs nothing that a check refuses', async () => {
    const runScript = createRunScript(parts);
    expect(await runScript({ ...run, text: 'id\n' })).toEqual({
      kind: 'not-run',
      sentence: 'Belay does not run this script (line 1: id is not a command that a script may run).',
    });
    expect(await runScript({ ...run, text: 'unused=1\n' })).toEqual({
      kind: 'not-run',
      sentence: expect.stringContaining('SC2034'),
    });
    expect(await runScript(run)).toMatchObject({ kind: 'ran', exit: 0, output: 'ok\n', ended: null });
  });
});

it.runIf(runnable)('does not wait for a host that is listed and does not answer', async () => {
  const silent = createTcpServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const run = {
    text: `curl --silent --max-time 1 http://127.0.0.1:${port}/ || echo late\n`,
    programs: ['curl'],
    hosts: [`127.0.0.1:${port}`],
    database: null,
  };
  expect(await createRunScript(parts)(run)).toMatchObject({ kind: 'ran', output: 'late\n' });
  silent.close();
});
