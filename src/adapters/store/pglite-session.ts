import type { PgliteEngine } from './pglite-engine.ts';
import { type Frame, notifiedChannel, readyStatus, simpleQuery } from './wire-frames.ts';

/** One of the many virtual connections that share the embedded database's only session. */
export interface Sharer {
  /** For the log: which connection this is. */
  readonly name: string;
  listensTo(channel: string): boolean;
  /** Hands over a notification, outside of any answer. */
  notify(bytes: Buffer): void;
  /** The database broke down, and with it every connection. */
  fail(error: Error): void;
}

interface Hold {
  readonly sharer: Sharer;
  readonly since: number;
  /** The last statement it sent. */
  readonly sql: string;
}

interface Waiter {
  readonly sharer: Sharer;
  readonly sql: string;
  readonly granted: () => void;
}

/** Milliseconds of database work after which other work of the process gets its turn. */
const YIELD_AFTER = 5;
/** Milliseconds after which a wait for the session is worth telling. */
const LONG_WAIT = 5000;

/**
 * PGlite has one session. Whoever sends a statement holds it until the server says it is idle, so that a
 * transaction is never interleaved with another connection's statements; the others queue up, first come first
 * served. Nothing that holds it may wait for another connection: that would never end.
 */
export class PgliteSession {
  readonly #engine: Pick<PgliteEngine, 'run'>;
  readonly #log: (sentence: string) => void;
  readonly #sharers = new Set<Sharer>();
  readonly #waiters: Waiter[] = [];
  #hold: Hold | null = null;
  #lastYield = performance.now();
  /** The hold that was last told of: one hold makes many wait, and is told once. */
  #toldSince = 0;

  constructor(engine: Pick<PgliteEngine, 'run'>, log: (sentence: string) => void) {
    this.#engine = engine;
    this.#log = log;
  }

  join(sharer: Sharer): void {
    this.#sharers.add(sharer);
  }

  /** Takes a connection out; a transaction it left open is rolled back, as a server does. */
  async leave(sharer: Sharer): Promise<void> {
    this.#sharers.delete(sharer);
    const waiting = this.#waiters.findIndex((waiter) => waiter.sharer === sharer);
    if (waiting !== -1) this.#waiters.splice(waiting, 1);
    if (this.#hold?.sharer === sharer) await this.#send(simpleQuery('ROLLBACK'));
  }

  /**
   * Sends whole messages and returns the server's answer, without notifications: those go to the connections
   * that listen. The session stays held while the answer says that a transaction is open.
   */
  async exchange(sharer: Sharer, messages: Buffer, sql: string): Promise<Buffer> {
    await this.#acquire(sharer, sql);
    await this.#letOthersRun();
    // It may have left meanwhile, and then holds nothing any more.
    if (!this.#sharers.has(sharer)) return Buffer.alloc(0);
    return await this.#send(messages);
  }

  async #send(messages: Buffer): Promise<Buffer> {
    try {
      return this.#read(await this.#engine.run(messages));
    } catch (cause) {
      this.#fail(cause instanceof Error ? cause : new TypeError(String(cause)));
      throw cause;
    }
  }

  #read(answer: readonly Frame[]): Buffer {
    const reply: Buffer[] = [];
    for (const frame of answer) {
      const channel = notifiedChannel(frame);
      if (channel === null) reply.push(frame.bytes);
      else this.#tell(channel, frame.bytes);
      if (readyStatus(frame) === 'I') this.#release();
    }
    return Buffer.concat(reply);
  }

  /** Like a server's crash: every connection ends, and whoever needs one makes a new one. */
  #fail(error: Error): void {
    const sharers = [...this.#sharers];
    this.#sharers.clear();
    this.#waiters.length = 0;
    this.#hold = null;
    for (const sharer of sharers) sharer.fail(error);
  }

  /** Later, so that nobody hears of a change before the one who made it has its answer. */
  #tell(channel: string, bytes: Buffer): void {
    setImmediate(() => {
      for (const sharer of this.#sharers) if (sharer.listensTo(channel)) sharer.notify(bytes);
    });
  }

  #acquire(sharer: Sharer, sql: string): Promise<void> {
    if (this.#hold === null || this.#hold.sharer === sharer) {
      this.#hold = { sharer, since: this.#hold?.since ?? Date.now(), sql };
      return Promise.resolve();
    }
    return new Promise((granted) => {
      const alarm = setTimeout(() => this.#tellLongWait(sharer, sql), LONG_WAIT);
      alarm.unref();
      this.#waiters.push({
        sharer,
        sql,
        granted: () => {
          clearTimeout(alarm);
          granted();
        },
      });
    });
  }

  #release(): void {
    const next = this.#waiters.shift();
    this.#hold = next === undefined ? null : { sharer: next.sharer, since: Date.now(), sql: next.sql };
    next?.granted();
  }

  #tellLongWait(sharer: Sharer, sql: string): void {
    const hold = this.#hold;
    if (hold === null || hold.since === this.#toldSince) return;
    if (!this.#waiters.some((waiter) => waiter.sharer === sharer)) return;
    this.#toldSince = hold.since;
    const held = Math.round((Date.now() - hold.since) / 1000);
    this.#log(
      `The embedded database has kept ${sharer.name} waiting for 5 s (${oneLine(sql)}): ${hold.sharer.name} has ` +
        `held it for ${held} s, last with ${oneLine(hold.sql)}. A transaction must not wait for anything else.`,
    );
  }

  /** The database computes on the process's only thread: without a pause timers and sockets would starve. */
  async #letOthersRun(): Promise<void> {
    if (performance.now() - this.#lastYield < YIELD_AFTER) return;
    await new Promise((resume) => setImmediate(resume));
    this.#lastYield = performance.now();
  }
}

function oneLine(sql: string): string {
  const text = sql
    .replace(/^\s*--.*$/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  return `"${text.length > 120 ? `${text.slice(0, 119)}…` : text}"`;
}
