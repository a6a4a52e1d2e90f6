/**
 * The few facts of PostgreSQL's wire protocol (version 3) that a shared session needs: where a message ends,
 * whether a server is idle again, and who is to be notified. A message is one type byte and a length that
 * counts itself; a startup packet has no type byte.
 */
export interface Frame {
  readonly type: string;
  /** The whole message, header included. */
  readonly bytes: Buffer;
}

const HEADER = 5;

/** Cuts a buffer into whole messages; what is left over is the beginning of the next one. */
export function splitFrames(buffer: Buffer): { readonly frames: readonly Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = [];
  let start = 0;
  while (buffer.length - start >= HEADER) {
    const end = start + 1 + buffer.readInt32BE(start + 1);
    if (end > buffer.length) break;
    frames.push({ type: String.fromCharCode(buffer[start] ?? 0), bytes: buffer.subarray(start, end) });
    start = end;
  }
  return { frames, rest: buffer.subarray(start) };
}

/** After a simple query and after the end of an extended one, the server answers and says whether it is idle. */
export function asksForAnswer(frame: Frame): boolean {
  return frame.type === 'Q' || frame.type === 'S';
}

/** The SQL of a simple query or a parse message; empty for every other message. Never holds parameters. */
export function sqlOf(frame: Frame): string {
  if (frame.type === 'Q') return cString(frame.bytes, HEADER).text;
  if (frame.type !== 'P') return '';
  return cString(frame.bytes, cString(frame.bytes, HEADER).end).text;
}

/** `I` idle, `T` in a transaction, `E` in a failed one; null for every other message. */
export function readyStatus(frame: Frame): string | null {
  return frame.type === 'Z' ? String.fromCharCode(frame.bytes[HEADER] ?? 0) : null;
}

/** The channel of a notification; null for every other message. */
export function notifiedChannel(frame: Frame): string | null {
  return frame.type === 'A' ? cString(frame.bytes, HEADER + 4).text : null;
}

/** The text of an error; null for every other message. Its fields are a letter and a string each; `M` is the text. */
export function errorMessage(frame: Frame): string | null {
  if (frame.type !== 'E') return null;
  let at = HEADER;
  while (at < frame.bytes.length && frame.bytes[at] !== 0) {
    const { text, end } = cString(frame.bytes, at + 1);
    if (frame.bytes[at] === 'M'.charCodeAt(0)) return text;
    at = end;
  }
  return 'an error without a text';
}

/** What a server says to a client it lets in without a password. */
export function welcome(): Buffer {
  const authenticationOk = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]);
  const readyIdle = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
  return Buffer.concat([authenticationOk, readyIdle]);
}

/** A simple query, as a client sends it. */
export function simpleQuery(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`);
  const header = Buffer.alloc(HEADER);
  header.write('Q', 0);
  header.writeInt32BE(4 + text.length, 1);
  return Buffer.concat([header, text]);
}

function cString(bytes: Buffer, from: number): { readonly text: string; readonly end: number } {
  const zero = bytes.indexOf(0, from);
  const stop = zero === -1 ? bytes.length : zero;
  return { text: bytes.toString('utf8', from, stop), end: stop + 1 };
}
