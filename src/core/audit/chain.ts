import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import { Sha256 } from '../ids.ts';
import type { Instant } from '../time.ts';

/** One row of the log before it has a hash. `position` counts from 1 over all streams, without gaps. */
export interface ChainRow {
  readonly position: number;
  readonly stream: string;
  readonly seq: number;
  readonly at: Instant;
  readonly actor: unknown;
  readonly data: unknown;
  readonly prevHash: string;
}

export interface HashedRow extends ChainRow {
  readonly hash: Sha256;
}

/** Where the chain ends: the last row's position and hash; position 0 and zeros when there is none. */
export interface ChainHead {
  readonly position: number;
  readonly hash: string;
}

export const EMPTY_CHAIN: ChainHead = { position: 0, hash: '0'.repeat(64) };

/**
 * A row's hash: SHA-256 over the canonical JSON of all its fields, the previous row's hash among them. Whoever
 * changes, removes or moves a row has to recompute every later one, and then no longer ends at the known head.
 */
export function hashRow(row: ChainRow): Sha256 {
  return hashOf({ ...row, actor: canonicalJson(row.actor), data: canonicalJson(row.data) });
}

/** A row whose actor and data are canonical JSON already: writing it needs no more than that text. */
export interface ChainText extends ChainRow {
  readonly actor: string;
  readonly data: string;
}

export interface HashedText extends ChainText {
  readonly hash: Sha256;
}

/** The canonical JSON of the row, its members in the order of their names. */
function hashOf({ position, stream, seq, at, actor, data, prevHash }: ChainText): Sha256 {
  const text = `{"actor":${actor},"at":${JSON.stringify(at)},"data":${data},"position":${position},"prevHash":${JSON.stringify(prevHash)},"seq":${seq},"stream":${JSON.stringify(stream)}}`;
  return Sha256.parse(createHash('sha256').update(text).digest('hex'));
}

interface ChainEntry<A> {
  readonly stream: string;
  readonly afterSeq: number;
  readonly at: Instant;
  readonly actor: A;
}

/** The rows that continue the chain after `head` with `data`, one row each, `seq` counting on from `afterSeq`. */
export function continueChain(
  head: ChainHead,
  entry: ChainEntry<unknown>,
  data: readonly unknown[],
): readonly HashedRow[] {
  const texts = chainTexts(head, { ...entry, actor: canonicalJson(entry.actor) }, data.map(canonicalJson));
  return texts.map((row, index) => ({ ...row, actor: entry.actor, data: data[index] }));
}

/** The same for canonical JSON. */
export function chainTexts(
  head: ChainHead,
  entry: ChainEntry<string>,
  data: readonly string[],
): readonly HashedText[] {
  const rows: HashedText[] = [];
  for (const [index, datum] of data.entries()) {
    const row: ChainText = {
      position: head.position + index + 1,
      stream: entry.stream,
      seq: entry.afterSeq + index + 1,
      at: entry.at,
      actor: entry.actor,
      data: datum,
      prevHash: rows.at(-1)?.hash ?? head.hash,
    };
    rows.push({ ...row, hash: hashOf(row) });
  }
  return rows;
}
