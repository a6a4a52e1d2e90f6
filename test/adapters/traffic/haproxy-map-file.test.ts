import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { haproxyInstalled, startHaproxy } from '../../../demo/servers/haproxy.ts';
import { examineHaproxy } from '../../../src/adapters/traffic/haproxy/examine.ts';
import { writeMapFile } from '../../../src/adapters/traffic/haproxy/map-file.ts';
import { openProcesses } from '../../../src/adapters/traffic/haproxy/process.ts';
import { createHaproxyRouter } from '../../../src/adapters/traffic/haproxy-router.ts';
import { countVersions, createClient } from '../../contract/clients.ts';
import { startVersion } from '../../contract/version-server.ts';
import { contractRouting, partsOf } from './open-haproxy.ts';

/** So long that no other file with a longer name can be made beside it, whoever asks. */
const longName = 'belay.map'.padEnd(250, '-');

/** A HAProxy with its map file, two versions, and a router that may write the file as long as it can. */
async function openWithFile(name: string) {
  await using stack = new AsyncDisposableStack();
  const v1 = stack.use(await startVersion('v1'));
  const v2 = stack.use(await startVersion('v2'));
  let mapFile = '';
  const server = stack.use(
    await startHaproxy((usual) => {
      mapFile = join(dirname(usual), name);
      const { map, ...parts } = partsOf(mapFile, [v1.target, v2.target], v1.target);
      writeFileSync(mapFile, `${map.join('\n')}\n`);
      return parts;
    }),
  );
  const said: string[] = [];
  const router = stack.use(
    createHaproxyRouter({
      sockets: [server.socket],
      exporters: [server.exporter],
      mapFile,
      clock: Date.now,
      log: { error: (_, sentence) => said.push(sentence) },
    }),
  );
  const client = createClient(20);
  stack.defer(() => client.close());
  const findings = () =>
    examineHaproxy({
      name: 'edge',
      sockets: [server.socket],
      exporters: [],
      mapFile,
      served: [{ routing: contractRouting, versions: [v1.target, v2.target], stable: v1.target }],
      clock: Date.now,
    });
  const wrong = async () =>
    (await findings()).filter(({ state }) => state === 'error').map(({ sentence }) => sentence);
  const split = { kind: 'split', stable: v1.target, canary: v2.target, weight: 50 } as const;
  const stable = { kind: 'stable', stable: v1.target } as const;
  const rest = stack.move();
  return {
    server,
    router,
    client,
    mapFile,
    said,
    wrong,
    split,
    stable,
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

/** Without the rights that let root write everywhere. */
async function asNobody<T>(what: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return what();
  process.seteuid?.(65_534);
  try {
    return await what();
  } finally {
    process.seteuid?.(0);
  }
}

describe.skipIf(!haproxyInstalled())('a map file that cannot be written', () => {
  test('has its split ended where it stands, so that a reload is on stable', async () => {
    await using rig = await openWithFile(longName);
    const { map } = partsOf(rig.mapFile, [rig.split.stable, rig.split.canary], rig.split.stable);
    await rig.router.apply(contractRouting, rig.split, 5);
    const live = /^0x\S+ (shop\/split .*)$/m.exec(await shown(rig.server.socket))?.[1] ?? '';
    writeFileSync(rig.mapFile, `${[live, ...map.slice(1)].join('\n')}\n`);
    await rig.server.reload();
    expect(await countVersions(rig.client, rig.server.url, 100)).toEqual({ v1: 50, v2: 50 });
    await rig.router.apply(contractRouting, rig.stable, 6);
    expect((await rig.router.read(contractRouting)).wanted).toEqual(rig.stable);
    expect(rig.said.at(-1)).toMatch(/could not be written.*a reload sends everybody to server shop\/v1/);
    expect(await rig.wrong()).toEqual([expect.stringMatching(/map file .* holds something else/)]);
    await rig.server.reload();
    expect(await countVersions(rig.client, rig.server.url, 100)).toEqual({ v1: 100 });
  });

  test('and not even changed is said at once, with the time until which a reload splits again, and by the examination', async () => {
    await using rig = await openWithFile('belay.map');
    await rig.router.apply(contractRouting, rig.split, 5);
    const folder = dirname(rig.mapFile);
    chmodSync(rig.server.socket, 0o666);
    chmodSync(rig.mapFile, 0o444);
    chmodSync(folder, 0o555);
    await asNobody(() => rig.router.apply(contractRouting, rig.stable, 6));
    expect((await asNobody(() => rig.router.read(contractRouting))).wanted).toEqual(rig.stable);
    expect(await countVersions(rig.client, rig.server.url, 50)).toEqual({ v1: 50 });
    expect(rig.said).toEqual([
      expect.stringMatching(
        /the file still splits: a reload before \d{4}-.*Z sends visitors to server shop\/v2 again/,
      ),
    ]);
    expect(await rig.wrong()).toEqual([expect.stringMatching(/a reload before .* brings back the split/)]);
    chmodSync(folder, 0o755);
    await rig.router.read(contractRouting);
    expect(await rig.wrong()).toEqual([]);
    await rig.server.reload();
    expect(await countVersions(rig.client, rig.server.url, 50)).toEqual({ v1: 50 });
  });

  test('by a worker whose order is older than what it holds stays as it is', async () => {
    await using rig = await openWithFile('belay.map');
    await rig.router.apply(contractRouting, rig.split, 5);
    const before = entriesOf(await shown(rig.server.socket));
    await rig.router.apply(contractRouting, rig.stable, 6);
    await writeMapFile(rig.mapFile, 'shop', before);
    expect(await rig.wrong()).toEqual([]);
  });
});

async function shown(socket: string): Promise<string> {
  await using behind = await openProcesses(socket);
  const [process] = behind.processes;
  const [, id] = /^(\d+) \(\S*belay\.map/m.exec((await process?.ask('show map')) ?? '') ?? [];
  return (await process?.ask(`show map #${id}`)) ?? '';
}

function entriesOf(listing: string): ReadonlyMap<string, string> {
  const lines = [...listing.matchAll(/^0x\S+ (\S+) (.*)$/gm)];
  return new Map(lines.map(([, key = '', value = '']) => [key, value]));
}
