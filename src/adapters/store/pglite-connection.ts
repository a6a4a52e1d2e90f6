import { Duplex } from 'node:stream';
import type { PgliteSession, Sharer } from './pglite-session.ts';
import { asksForAnswer, splitFrames, sqlOf, welcome } from './wire-frames.ts';

const TERMINATE = 'X';

/**
 * What node-postgres takes for a socket: it speaks the wire protocol to the shared session. `UNLISTEN` is not
 * supported (it would silence every connection); a connection listens until it is closed.
 */
export class PgliteConnection extends Duplex implements Sharer {
  readonly name: string;
  readonly #session: PgliteSession;
  readonly #channels = new Set<string>();
  #welcomed = false;
  #unread: Buffer = Buffer.alloc(0);
  #unsent: Buffer[] = [];
  #sql = '';

  constructor(session: PgliteSession, name: string) {
    super();
    this.#session = session;
    this.name = name;
  }

  /** The session is in this process: there is nothing to connect to, but node-postgres waits for the event. */
  connect(): this {
    this.#session.join(this);
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  listensTo(channel: string): boolean {
    return this.#channels.has(channel);
  }

  notify(bytes: Buffer): void {
    if (!this.destroyed && !this.writableEnded) this.push(bytes);
  }

  fail(error: Error): void {
    this.destroy(error);
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (!this.#welcomed) {
      this.#welcomed = true;
      this.push(welcome());
      done();
      return;
    }
    this.#receive(chunk).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#session.leave(this).then(
      () => done(error),
      (cause: unknown) => done(error ?? (cause instanceof Error ? cause : null)),
    );
  }

  async #receive(chunk: Buffer): Promise<void> {
    const { frames, rest } = splitFrames(Buffer.concat([this.#unread, chunk]));
    this.#unread = rest;
    for (const frame of frames) {
      if (frame.type === TERMINATE) continue;
      this.#sql = sqlOf(frame) || this.#sql;
      this.#unsent.push(frame.bytes);
      if (asksForAnswer(frame)) await this.#exchange();
    }
  }

  async #exchange(): Promise<void> {
    const messages = Buffer.concat(this.#unsent);
    this.#unsent = [];
    const channel = /(?:^|\n|;)\s*listen\s+"?([\w$]+)"?/i.exec(this.#sql)?.[1];
    if (channel !== undefined) this.#channels.add(channel);
    const answer = await this.#session.exchange(this, messages, this.#sql);
    if (!this.destroyed) this.push(answer);
  }
}
