import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Failure } from '../../core/failure.ts';
import { errorMessage, type Frame, readyStatus, splitFrames } from './wire-frames.ts';

/** Milliseconds between two attempts to open a database that broke: each costs half a second of the process. */
const REOPEN_EVERY = 2000;

/**
 * The embedded database itself. PostgreSQL gives up when it cannot write its write-ahead log (a full disk), and
 * then answers nothing more; like a server after a crash it is opened again, from what is on disk, at the next use.
 */
export class PgliteEngine {
  readonly #dir: string;
  #database: PGlite | null = null;
  #failure: { readonly at: number; readonly failure: Failure } | null = null;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** @throws Failure store-unwritable when the folder holds no database that opens, nor room for one */
  async open(): Promise<PGlite> {
    if (this.#database !== null) return this.#database;
    if (this.#failure !== null && Date.now() - this.#failure.at < REOPEN_EVERY) throw this.#failure.failure;
    try {
      this.#database = await openDatabase(this.#dir);
      return this.#database;
    } catch (cause) {
      throw this.#broke(`it cannot be opened (${messageOf(cause)})`, cause);
    }
  }

  /**
   * Sends messages that end with a query or a sync, and returns the server's answer, message by message.
   * @throws Failure store-unwritable when it breaks over them; all sessions' state is lost then
   */
  async run(messages: Buffer): Promise<readonly Frame[]> {
    const database = await this.open();
    const answer = await database.execProtocolRaw(messages).catch((cause: unknown) => {
      throw this.#broke(messageOf(cause), cause);
    });
    const { frames } = splitFrames(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
    if (frames.some((frame) => readyStatus(frame) !== null)) return frames;
    const why = frames.map(errorMessage).find((message) => message !== null);
    throw this.#broke(why ?? 'it stopped answering', null);
  }

  async close(): Promise<void> {
    await this.#database?.close();
  }

  #broke(why: string, cause: unknown): Failure {
    this.#database = null;
    const failure = new Failure(
      'store-unwritable',
      `The embedded database in ${this.#dir} broke down: ${why}. Nothing new is recorded: running rollouts do not advance, and traffic is still taken back when a trigger fires. Free disk space; Belay opens the database again by itself.`,
      { retryable: true, cause },
    );
    this.#failure = { at: Date.now(), failure };
    return failure;
  }
}

/** A database is made beside its place and moved there whole: a process killed meanwhile leaves no half of one. */
async function openDatabase(dir: string): Promise<PGlite> {
  const place = join(dir, 'postgres');
  if (!existsSync(place)) {
    const unfinished = join(dir, 'postgres.unfinished');
    await rm(unfinished, { recursive: true, force: true });
    await (await PGlite.create(unfinished)).close();
    await rename(unfinished, place);
  }
  const database = await PGlite.create(place);
  // BullMQ names its tables without a schema; ours are always qualified.
  await database.exec('SET search_path TO bullmq');
  return database;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
