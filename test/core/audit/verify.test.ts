import { describe, expect, test } from 'vitest';
import type { HashedRow } from '../../../src/core/audit/chain.ts';
import { continueChain, EMPTY_CHAIN, hashRow } from '../../../src/core/audit/chain.ts';
import { verifier } from '../../../src/core/audit/verify.ts';

const actor = { kind: 'belay' };

/** Six rows: events 1 to 3 of stream a, then 1 to 3 of stream b. */
function sixRows(): readonly HashedRow[] {
  const a = continueChain(EMPTY_CHAIN, { stream: 'a', afterSeq: 0, at: 1, actor }, ['x', 'y', 'z']);
  const head = a.at(-1) ?? EMPTY_CHAIN;
  return [...a, ...continueChain(head, { stream: 'b', afterSeq: 0, at: 2, actor }, ['p', 'q', 'r'])];
}

function look(rows: readonly HashedRow[], head = sixRows().at(-1) ?? EMPTY_CHAIN, known = [EMPTY_CHAIN]) {
  const check = verifier(known.filter(({ position }) => position > 0));
  for (const row of rows) check.row(row);
  return check.end(head).map(({ kind, position, stream, seq }) => [kind, position, stream, seq]);
}

/** What somebody does who knows how hashes are made. */
function rehashed(row: HashedRow): HashedRow {
  return { ...row, hash: hashRow(row) };
}

function rechained(rows: readonly HashedRow[]): readonly HashedRow[] {
  const chained: HashedRow[] = [];
  for (const row of rows)
    chained.push(rehashed({ ...row, prevHash: chained.at(-1)?.hash ?? EMPTY_CHAIN.hash }));
  return chained;
}

describe('the verifier', () => {
  test('finds nothing in a log as it was written, nor in an empty one', () => {
    expect(look(sixRows())).toEqual([]);
    expect(look([], EMPTY_CHAIN)).toEqual([]);
  });

  test('does not mind in which order a database hands back the keys of an object', () => {
    const [row] = continueChain(EMPTY_CHAIN, { stream: 'a', afterSeq: 0, at: 1, actor }, [
      { b: 1, a: { d: 2, c: 3 } },
    ]);
    if (row === undefined) throw new TypeError();
    expect(look([{ ...row, data: { a: { c: 3, d: 2 }, b: 1 } }], row)).toEqual([]);
  });

  test('names a row whose content was altered, every column of it', () => {
    const changes: Partial<HashedRow>[] = [
      { at: 9 },
      { actor: {} },
      { data: 'other' },
      { stream: 'c', seq: 1 },
      { prevHash: 'f'.repeat(64) },
    ];
    for (const change of changes) {
      const rows = sixRows().map((row) => (row.position === 2 ? { ...row, ...change } : row));
      expect(look(rows)).toContainEqual(['altered', 2, change.stream ?? 'a', change.seq ?? 2]);
    }
  });

  test('names a row that was altered together with its hash', () => {
    const rows = sixRows().map((row) => (row.position === 2 ? rehashed({ ...row, data: 'other' }) : row));
    expect(look(rows)).toEqual([['altered', 2, 'a', 2]]);
  });

  test('names the last row when it was altered together with its hash', () => {
    const rows = sixRows().map((row) => (row.position === 6 ? rehashed({ ...row, data: 'other' }) : row));
    expect(look(rows)).toEqual([['head-mismatch', 6, null, null]]);
  });

  test('finds a log that was rewritten from some row to its end', () => {
    const rows = rechained(sixRows().map((row) => (row.position === 2 ? { ...row, data: 'other' } : row)));
    expect(look(rows)).toEqual([['head-mismatch', 6, null, null]]);
  });

  test('finds a log rewritten with its head by a hash that was posted elsewhere', () => {
    const honest = sixRows();
    const rows = rechained(honest.map((row) => (row.position === 2 ? { ...row, data: 'other' } : row)));
    const head = rows.at(-1) ?? EMPTY_CHAIN;
    expect(look(rows, head)).toEqual([]);
    expect(look(rows, head, [honest[0] ?? EMPTY_CHAIN])).toEqual([]);
    expect(look(rows, head, [honest[3] ?? EMPTY_CHAIN])).toEqual([['altered', 4, 'b', 1]]);
  });

  test('finds a log whose end was cut off with its head by a hash that was posted elsewhere', () => {
    const honest = sixRows();
    const rows = honest.slice(0, 3);
    expect(look(rows, rows.at(-1), [honest[4] ?? EMPTY_CHAIN])).toEqual([['removed', 4, null, null]]);
  });

  test('names rows that are gone: in the middle, at the beginning, at the end, all', () => {
    const without = (...positions: number[]) =>
      look(sixRows().filter((row) => !positions.includes(row.position)));
    expect(without(5)).toEqual([
      ['removed', 5, null, null],
      ['removed', 6, 'b', 2],
    ]);
    expect(without(1, 2)).toEqual([
      ['removed', 1, null, null],
      ['removed', 3, 'a', 1],
      ['removed', 3, 'a', 2],
    ]);
    expect(without(6)).toEqual([['removed', 6, null, null]]);
    expect(without(1, 2, 3, 4, 5, 6)).toEqual([['removed', 1, null, null]]);
  });

  test('names rows that changed places', () => {
    const rows = sixRows()
      .map((row) => ({ ...row, position: row.position === 2 ? 5 : row.position === 5 ? 2 : row.position }))
      .sort((one, other) => one.position - other.position);
    expect(look(rows)).toEqual([
      ['reordered', 2, 'b', 2],
      ['reordered', 5, 'a', 2],
    ]);
  });

  test('names a row that was pushed in, and those it pushed on', () => {
    const honest = sixRows();
    const head = honest[2];
    if (head === undefined) throw new TypeError();
    const [forged] = continueChain(head, { stream: 'a', afterSeq: 3, at: 1, actor }, ['forged']);
    if (forged === undefined) throw new TypeError();
    const pushed = honest.slice(3).map((row) => ({ ...row, position: row.position + 1 }));
    const found = look([...honest.slice(0, 3), forged, ...pushed]);
    expect(found).toEqual([
      ['reordered', 5, 'b', 1],
      ['reordered', 6, 'b', 2],
      ['reordered', 7, 'b', 3],
      ['inserted', 7, 'b', 3],
    ]);
  });
});
