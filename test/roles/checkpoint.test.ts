import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { continueChain, EMPTY_CHAIN, type HashedRow } from '../../src/core/audit/chain.ts';
import { Sha256 } from '../../src/core/ids.ts';
import { keepCheckpoint, keepCheckpointUntil, readCheckpoint } from '../../src/roles/checkpoint.ts';
import { type DataFolder, openDataFolder } from '../../src/roles/data-folder.ts';
import { aLog } from '../builders/log.ts';

let data: DataFolder;
const entry = { stream: 'a', afterSeq: 0, at: 1, actor: null };

beforeEach(() => {
  data = openDataFolder(mkdtempSync(join(tmpdir(), 'belay-checkpoint-')));
});

afterEach(() => rmSync(data.path, { recursive: true }));

function logOf(rows: readonly HashedRow[]) {
  return {
    async *rows(from: number) {
      yield* rows.filter(({ position }) => position >= from);
    },
    head: async () => rows.at(-1) ?? { ...EMPTY_CHAIN, hash: Sha256.parse(EMPTY_CHAIN.hash) },
  };
}

async function keep(rows: readonly HashedRow[]): Promise<readonly string[]> {
  const log = aLog();
  await keepCheckpoint({ data, audit: logOf(rows), log });
  return log.lines;
}

const written = continueChain(EMPTY_CHAIN, entry, ['x', 'y', 'z']);

describe('the checkpoint in the data folder', () => {
  it('is where the log ends, and follows it', async () => {
    expect(await keep([])).toEqual([]);
    expect(readCheckpoint(data)).toBe(null);
    await keep(written.slice(0, 2));
    expect(readCheckpoint(data)).toEqual({ position: 2, hash: written[1]?.hash });
    expect(await keep(written)).toEqual([]);
    expect(readCheckpoint(data)).toEqual({ position: 3, hash: written[2]?.hash });
  });

  it.each([
    ['was cut off', written.slice(0, 2)],
    ['was emptied', []],
    ['was written anew', [...continueChain(EMPTY_CHAIN, entry, ['x', 'y', 'other', 'and more'])]],
  ])('stays when the log %s, and that is said', async (_, rows) => {
    await keep(written);
    expect(await keep(rows)).toEqual([expect.stringContaining('row 3 of the log is not what it was')]);
    expect(readCheckpoint(data)).toEqual({ position: 3, hash: written[2]?.hash });
  });

  it('is written at the start and once more at the end', async () => {
    const stop = new AbortController();
    let rows: readonly HashedRow[] = written.slice(0, 1);
    const audit = {
      rows: (from: number) => logOf(rows).rows(from),
      head: () => logOf(rows).head(),
    };
    const kept = keepCheckpointUntil({ data, audit, log: aLog() }, stop.signal);
    await expect.poll(() => readCheckpoint(data)?.position).toBe(1);
    rows = written;
    stop.abort();
    await kept;
    expect(readCheckpoint(data)?.position).toBe(3);
  });
});
