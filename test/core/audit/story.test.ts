import { expect, test } from 'vitest';
import { auditTree } from '../../../src/core/audit/document.ts';
import { storyteller } from '../../../src/core/audit/story.ts';
import { verifier } from '../../../src/core/audit/verify.ts';
import { RolloutEvent } from '../../../src/core/rollout/events.ts';
import { aDay, kinds, midnight } from './a-day.ts';

const names: Readonly<Record<string, string>> = { ada: 'Ada Lovelace', bo: 'Bo Chen' };
const personName = (id: string) => names[id] ?? id;

function told(rows = aDay()) {
  const check = verifier();
  const story = storyteller(personName);
  const lines = rows.flatMap((row) => {
    check.row(row);
    return story.row(row) ?? [];
  });
  const last = rows.at(-1);
  const head = { position: last?.position ?? 0, hash: last?.hash ?? '' };
  return { lines, rows: rows.length, unseen: 0, problems: check.end(head), head };
}

test('a whole day with every kind of event verifies, and every one of them is told', async () => {
  const day = told();
  expect(RolloutEvent.options.map(({ shape }) => shape.kind.value).toSorted()).toEqual(kinds.toSorted());
  expect(day.problems).toEqual([]);
  expect(day.lines).toHaveLength(kinds.length + 11);
  const text = day.lines
    .map(({ position, at, who, what, hash }) => {
      const time = new Date(at).toISOString().slice(11, 16);
      return `${String(position).padStart(2)} ${time} ${hash.slice(0, 12)} ${who}: ${what}`;
    })
    .join('\n');
  await expect(`${text}\n`).toMatchFileSnapshot('a-day.txt');
});

test('no field that could be a secret and no output of a command is told', () => {
  const text = told()
    .lines.map(({ what }) => what)
    .join('\n');
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain('SECRET');
  expect(text).toContain('rehearsal/quarterly: rehearsed (about going back, took 90, worked true).');
});

test('a row that was altered is told, and the document says that the chain does not hold', () => {
  const rows = aDay().map((row) =>
    row.position === 3 ? { ...row, data: { ...(row.data as object), reason: 'another reason' } } : row,
  );
  const tree = auditTree({ kind: 'day', title: '2026-11-21' }, told(rows), midnight);
  expect(tree.summary).toContain('The chain does not hold: 1 row of the log is not as written.');
  expect(JSON.stringify(tree.blocks)).toContain('Row 3 (event 1 of r-0000000001) is not what was written');
});

test('what cannot be read is told too', () => {
  const [row] = aDay();
  if (row === undefined) throw new Error('an empty day');
  const story = storyteller(personName);
  for (const data of [null, 'text', { kind: 'requested' }, { kind: 7 }])
    expect(story.row({ ...row, stream: 'r-0000000001', actor: 'nobody', data })).toMatchObject({
      who: 'unreadable',
    });
});

test('the document counts what it leaves out', () => {
  const day = told();
  const many = Array.from({ length: 40 }, () => day.lines).flat();
  const tree = auditTree({ kind: 'day', title: '2026-11-21' }, { ...day, lines: many, unseen: 2 }, midnight);
  expect(tree.summary).toMatch(
    /2 lines of places you may not see are left out\. The first \d+ lines are left out here\./,
  );
});
