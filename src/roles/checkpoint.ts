import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ChainHead } from '../core/audit/chain.ts';
import { Sha256 } from '../core/ids.ts';
import type { Log } from '../ports/log.ts';
import type { AuditLog } from '../ports/store.ts';
import type { DataFolder } from './data-folder.ts';

const Checkpoint = z.object({ position: z.int().nonnegative(), hash: Sha256 });
const file = 'checkpoint.json';
const every = 60_000;

export interface CheckpointParts {
  readonly data: Pick<DataFolder, 'readJson' | 'writeJson'>;
  readonly audit: Pick<AuditLog, 'rows' | 'head'>;
  readonly log: Log;
}

/** Where the log ended when it was last written down outside the database; null when it never was. */
export function readCheckpoint(data: Pick<DataFolder, 'readJson'>): ChainHead | null {
  return data.readJson(file, Checkpoint);
}

/** Writes down where the log ends at once, every minute, and once more at the end. */
export async function keepCheckpointUntil(parts: CheckpointParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await tryToKeep(parts);
    await sleep(every, undefined, { signal }).catch(() => undefined);
  }
  await tryToKeep(parts);
}

async function tryToKeep(parts: CheckpointParts): Promise<void> {
  try {
    await keepCheckpoint(parts);
  } catch (error) {
    parts.log.warn({ err: error }, 'the checkpoint of the log could not be written down; it is tried again');
  }
}

/** What the log contradicts is left as it is: it is the one thing that shows what was done to the log. */
export async function keepCheckpoint({ data, audit, log }: CheckpointParts): Promise<void> {
  const kept = readCheckpoint(data);
  const head = await audit.head();
  if (kept !== null && !(await has(audit, kept))) {
    const sentence = `row ${kept.position} of the log is not what it was, or is gone: run \`npx belay audit verify\``;
    log.error({ checkpoint: kept, head }, sentence);
    return;
  }
  if (head.position !== (kept?.position ?? 0)) data.writeJson(file, head);
}

async function has(audit: Pick<AuditLog, 'rows'>, { position, hash }: ChainHead): Promise<boolean> {
  for await (const row of audit.rows(position)) return row.position === position && row.hash === hash;
  return false;
}
