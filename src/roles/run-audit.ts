import { existsSync } from 'node:fs';
import { z } from 'zod';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { openEmbedded } from '../adapters/store/pglite-pool.ts';
import { openStore } from '../adapters/store/postgres-store.ts';
import type { ChainHead } from '../core/audit/chain.ts';
import { Failure } from '../core/failure.ts';
import { type Verification, verifyLog } from '../ledger/verify-log.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import type { Terminal } from './terminal.ts';

const Checkpoint = z.string().regex(/^\d{1,15}:[0-9a-f]{64}$/);
const Login = z.object({ url: z.url(), token: z.string() });
const Answer: z.ZodType<Verification> = z.object({
  rows: z.number(),
  head: z.object({ position: z.number(), hash: z.string() }),
  problems: z.array(
    z.object({
      position: z.number(),
      stream: z.string().nullable(),
      seq: z.number().nullable(),
      kind: z.enum(['altered', 'removed', 'reordered', 'inserted', 'head-mismatch']),
      sentence: z.string(),
    }),
  ),
});

/** `belay audit verify [--checkpoint POSITION:HASH] [--json]`: through the running server, or else on the store itself. */
export async function runAuditVerify(terminal: Terminal, rest: readonly string[]): Promise<number> {
  const typed = rest.includes('--checkpoint') ? rest[rest.indexOf('--checkpoint') + 1] : undefined;
  const checkpoint = Checkpoint.optional().safeParse(typed);
  if (!checkpoint.success || (rest.includes('--checkpoint') && typed === undefined)) {
    terminal.err('Usage: belay audit verify [--checkpoint POSITION:HASH] [--json]');
    return exitCodes.usage;
  }
  const data = openDataFolder(terminal.env.data);
  const found =
    (await fromServer(data, checkpoint.data)) ?? (await fromStore(terminal, data, checkpoint.data));
  if (found === null) {
    terminal.err(
      `The log was not checked: no Belay answers, and ${data.path} has no store that could be opened.`,
    );
    return exitCodes.unreachable;
  }
  if (rest.includes('--json')) terminal.out(JSON.stringify(found));
  else print(terminal, found);
  return found.problems.length === 0 ? exitCodes.done : exitCodes.refused;
}

/** @returns null when there is no store, or when another process has it open */
async function fromStore(terminal: Terminal, data: DataFolder, checkpoint: string | undefined) {
  if (!existsSync(data.store)) return null;
  try {
    await using embedded = await openEmbedded(data.store, (sentence) => terminal.err(sentence));
    await using store = await openStore(embedded.pool);
    return await verifyLog(store, checkpoint === undefined ? [] : [headOf(checkpoint)]);
  } catch (error) {
    if (error instanceof Failure && error.code === 'store-locked') return null;
    throw error;
  }
}

async function fromServer(data: DataFolder, checkpoint: string | undefined): Promise<Verification | null> {
  const login = data.readJson('terminal.json', Login);
  if (login === null) return null;
  const query = checkpoint === undefined ? '' : `?checkpoint=${checkpoint}`;
  try {
    const headers = { authorization: `Bearer ${login.token}` };
    const response = await fetch(`${login.url}/api/audit/verify${query}`, { headers });
    return Answer.parse(await response.json());
  } catch {
    return null;
  }
}

function headOf(checkpoint: string): ChainHead {
  const [position, hash = ''] = checkpoint.split(':');
  return { position: Number(position), hash };
}

function print(terminal: Terminal, { rows, head, problems }: Verification): void {
  for (const problem of problems) terminal.err(`${problem.kind}: ${problem.sentence}`);
  if (problems.length === 0)
    terminal.out(`The log is as it was written: ${rows} events, none altered, removed or reordered.`);
  else terminal.err(`${problems.length} of ${rows} events are not as they were written.`);
  terminal.out(`Checkpoint to keep elsewhere: ${head.position}:${head.hash}`);
}
