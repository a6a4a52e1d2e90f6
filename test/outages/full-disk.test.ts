import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Belay, freePorts, over, startBelay } from '../e2e/belay.ts';
import { configuration } from '../e2e/configuration.ts';
import { runBelay } from '../e2e/process.ts';
import { type CountedVersion, startCounted } from '../e2e/version.ts';
import { startVisitors } from '../e2e/visitors.ts';

/** A small disk of its own in memory; null where the machine does not allow that. */
function mountDisk(): string | null {
  const disk = mkdtempSync(join(tmpdir(), 'belay-disk-'));
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=256m', 'tmpfs', disk], { stdio: 'ignore' });
    return disk;
  } catch {
    rmSync(disk, { recursive: true });
    return null;
  }
}

const disk = mountDisk();

/** Writes zeros until nothing more fits. @returns how to take them away */
function fill(folder: string): () => void {
  const place = join(folder, 'somebody-elses-backup');
  const file = openSync(place, 'w');
  for (const size of [1 << 20, 4096]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size));
    } catch {
      // Full for pieces of this size.
    }
  }
  closeSync(file);
  return () => rmSync(place);
}

describe.skipIf(disk === null)('a full disk', () => {
  let belay: Belay;
  let v1: CountedVersion;
  let v2: CountedVersion;
  let url: string;

  beforeAll(async () => {
    [v1, v2] = await Promise.all([startCounted('v1'), startCounted('v2')]);
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    const shop = {
      name: 'shop',
      port,
      versions: { v1: v1.port, v2: v2.port },
      stable: 'v1',
      service: { traffic: { lease: '3s' } },
      plan: {
        stages: [
          { weight: '20%', hold: '1m' },
          { weight: '100%', hold: '1s' },
        ],
      },
    };
    belay = await startBelay(configuration([shop]), { BELAY_DATA: join(disk ?? '', 'data') });
  });

  afterAll(async () => {
    await belay[Symbol.asyncDispose]();
    execFileSync('/bin/umount', [disk ?? '']);
    rmSync(disk ?? '', { recursive: true });
    await v1[Symbol.asyncDispose]();
    await v2[Symbol.asyncDispose]();
  });

  it('takes traffic off a version that nobody can watch, says so, and goes on when there is room', async () => {
    await using visitors = startVisitors(url, 60, 'v2');
    const id = await belay.rolloutOf('deploy shop v2');
    await belay.until(id, ({ card }) => card.phase === 'observing');
    const makeRoom = fill(disk ?? '');
    try {
      v2.fail(0.5);
      await sleep(8000);
      const said = await belay.say('pause shop "the disk is full"');
      // Room that the log had set aside before may still hold an event or two.
      if (said.kind === 'refused') expect(said.sentence).toMatch(/disk/);
      const reached = v2.hits();
      await sleep(2000);
      expect(v2.hits()).toBe(reached);
      const stranger = await fetch(url);
      expect([stranger.status, stranger.headers.get('x-shop-version')]).toEqual([200, 'v1']);
    } finally {
      makeRoom();
    }
    const view = await belay.until(id, over);
    expect(view.card.phase).toBe('rolled back');
    expect(visitors.insistent()['v1']).toBeGreaterThan(0);
    const verified = await runBelay(['audit', 'verify', '--json'], belay.variables).finished;
    expect(JSON.parse(verified.out)).toMatchObject({ problems: [] });
  });
});
