import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import type { ChainHead } from '../core/audit/chain.ts';
import { Failure } from '../core/failure.ts';
import { type Verification, verifyLog } from '../ledger/verify-log.ts';
import { openStoreOnly } from './backend.ts';
import { readCheckpoint } from './checkpoint.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import type { Terminal } from './terminal.ts';
import { formsOf } from './usage.ts';

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
      kind: z.enum([
        'altered',
        'removed',
        'reordered',
        'inserted',
        'head-mismatch',
        'unreadable',
        'projection',
      ]),
      sentence: z.string(),
    }),
  ),
});

/**
 * `belay audit verify [--checkpoint POSITION:HASH] [--json]`: through the running server, or else on the store itself.
 * Holds the log to the checkpoint in the data folder too.
 */
export async function runAuditVerify(terminal: Terminal, rest: readonly string[]): Promise<number> {
  const asked = readWords(rest);
  if (asked === null) {
    terminal.err(formsOf('audit verify'));
    return exitCodes.usage;
  }
  const data = openDataFolder(terminal.env.data);
  const known = [asked.checkpoint, readCheckpoint(data)].filter((one) => one !== null);
  const found = await find(terminal, data, known);
  if (found === 'said') return exitCodes.unreachable;
  if (found === null) {
    terminal.err(
      `The log was not checked: no Belay answers, and ${data.path} has no store that could be opened.`,
    );
    return exitCodes.unreachable;
  }
  if (asked.json) terminal.out(JSON.stringify(found));
  else print(terminal, found);
  return found.problems.length === 0 ? exitCodes.done : exitCodes.refused;
}

function readWords(rest: readonly string[]): { checkpoint: ChainHead | null; json: boolean } | null {
  try {
    const options = { checkpoint: { type: 'string' }, json: { type: 'boolean', default: false } } as const;
    const { checkpoint, json } = parseArgs({ args: [...rest], options }).values;
    return { checkpoint: checkpoint === undefined ? null : headOf(Checkpoint.parse(checkpoint)), json };
  } catch {
    return null;
  }
}

/** @returns null when nothing could be asked; `said` when why not was told already */
async function find(terminal: Terminal, data: DataFolder, known: readonly ChainHead[]) {
  try {
    return (await fromServer(data, known)) ?? (await fromStore(terminal, data, known));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.err(error.message);
    return 'said';
  }
}

/** @returns null when there is no store, or when another process has it open */
async function fromStore(terminal: Terminal, data: DataFolder, known: readonly ChainHead[]) {
  if (terminal.env.databaseUrl === null && !existsSync(data.store)) return null;
  try {
    const log = { warn: (_fields: object, sentence: string) => terminal.err(sentence) };
    await using store = await openStoreOnly(terminal.env, data, log);
    return await verifyLog(store, known);
  } catch (error) {
    if (error instanceof Failure && error.code === 'store-locked') return null;
    throw error;
  }
}

async function fromServer(data: DataFolder, known: readonly ChainHead[]): Promise<Verification | null> {
  const login = data.readJson('terminal.json', Login);
  if (login === null) return null;
  const query = new URLSearchParams();
  for (const { position, hash } of known) query.append('checkpoint', `${position}:${hash}`);
  try {
    const headers = { authorization: `Bearer ${login.token}` };
    const response = await fetch(`${login.url}/api/audit/verify?${query}`, { headers });
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
    terminal.out(
      `The log is as it was written: ${rows} events, none altered, removed or reordered, and the tables are what they make.`,
    );
  else terminal.err(`${problems.length} problems in ${rows} events. What Belay shows and does may be wrong.`);
  terminal.out(`Checkpoint to keep elsewhere: ${head.position}:${head.hash}`);
}
