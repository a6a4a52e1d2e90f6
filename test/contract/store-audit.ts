import { describe, expect, test } from 'vitest';
import type { AuditProblem } from '../../src/core/audit/verify.ts';
import { verifier } from '../../src/core/audit/verify.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import { anAppend, aRolloutId } from '../builders/events.ts';
import type { OpenedStore } from './store.ts';

export function auditCases(it: () => OpenedStore): void {
  describe('the log', () => {
    test.each([
      ['UPDATE', 'UPDATE belay.events SET at = 0'],
      ['DELETE', 'DELETE FROM belay.events'],
      ['TRUNCATE', 'TRUNCATE belay.events'],
    ])('refuses %s and says why', async (verb, statement) => {
      await expect(it().pool.query(statement)).rejects.toThrow(
        `The event log only grows: ${verb} on belay.events is refused.`,
      );
    });

    test('is sound after everything that was written to it', async () => {
      expect(await audit(it())).toEqual([]);
    });

    test('shows a row that was altered, whichever column', async () => {
      for (const change of [
        `at = at + 1`,
        `data = jsonb_set(data, '{text}', '"nothing to see"')`,
        `actor = '{"kind": "belay", "by": "nobody"}'`,
        `hash = repeat('a', 64)`,
        `prev_hash = repeat('a', 64)`,
      ]) {
        await tampered(
          it(),
          `UPDATE belay.events SET ${change} WHERE stream = $1 AND seq = 2`,
          (found, id) => {
            expect(found.filter(({ kind }) => kind !== 'altered')).toEqual([]);
            expect(found).toContainEqual(
              expect.objectContaining({
                stream: id,
                seq: 2,
                sentence: expect.stringMatching(`event 2 of ${id}`),
              }),
            );
          },
        );
      }
    });

    test('shows a row that was removed', async () => {
      await tampered(it(), `DELETE FROM belay.events WHERE stream = $1 AND seq = 2`, (found, id, at) => {
        expect(found).toMatchObject([
          { kind: 'removed', position: at(2), sentence: `Row ${at(2)} is missing from the log.` },
          { kind: 'removed', stream: id, seq: 2 },
        ]);
      });
    });

    test('shows that its end was cut off', async () => {
      await tampered(it(), `DELETE FROM belay.events WHERE stream = $1 AND seq >= 3`, (found, _id, at) => {
        expect(found).toMatchObject([
          { kind: 'removed', position: at(3), sentence: expect.stringContaining('ends before its head') },
        ]);
      });
    });

    test('shows rows that changed places', async () => {
      const away = 'UPDATE belay.events SET position = -seq WHERE stream = $1 AND seq IN (1, 3)';
      const back = `
        UPDATE belay.events SET position = (SELECT max(position) FROM belay.events) - CASE seq WHEN 1 THEN 1 ELSE 3 END
        WHERE position < 0`;
      await tampered(it(), [away, back], (found, id, at) => {
        expect(found.filter(({ kind }) => kind === 'reordered')).toMatchObject([
          { position: at(1), stream: id, seq: 3, sentence: expect.stringContaining(`from row ${at(3)}`) },
          { position: at(3), stream: id, seq: 1, sentence: expect.stringContaining(`from row ${at(1)}`) },
        ]);
      });
    });

    test('shows a row that was added behind its back', async () => {
      const forge = `
        INSERT INTO belay.events (position, stream, seq, at, actor, data, prev_hash, hash)
        SELECT position + 1, stream, seq + 1, at, actor, data, hash, hash FROM belay.events WHERE stream = $1 AND seq = 4`;
      await tampered(it(), forge, (found, id, at) => {
        expect(found.map(({ kind }) => kind).sort()).toEqual(['altered', 'inserted']);
        expect(found).toContainEqual(
          expect.objectContaining({ kind: 'inserted', position: at(5), stream: id, seq: 5 }),
        );
      });
    });

    test('shows everything that is wrong with it, not the first thing alone', async () => {
      const several = [
        `UPDATE belay.events SET at = 1 WHERE stream = $1 AND seq = 1`,
        `DELETE FROM belay.events WHERE stream = $1 AND seq = 3`,
      ];
      await tampered(it(), several, (found, id) => {
        expect(found).toContainEqual(expect.objectContaining({ kind: 'altered', stream: id, seq: 1 }));
        expect(found).toContainEqual(expect.objectContaining({ kind: 'removed', stream: id, seq: 3 }));
      });
    });
  });
}

/**
 * Appends four rows, tampers with them as only a superuser can, looks, and puts everything back.
 * @param look gets the problems, the rollout, and the position of its event
 */
async function tampered(
  opened: OpenedStore,
  statements: string | readonly string[],
  look: (found: readonly AuditProblem[], rollout: RolloutId, at: (seq: number) => number) => void,
): Promise<void> {
  const id = aRolloutId();
  const notes = ['a', 'b', 'c'].map((text) => ({ kind: 'noted', text }) as const);
  const { events } = anAppend(id);
  await opened.store.append(anAppend(id, { events: [...events, ...notes] }));
  const end = (await opened.store.head()).position;
  const { pool } = opened;
  await pool.query('ALTER TABLE belay.events DISABLE TRIGGER only_grows');
  await pool.query('CREATE TABLE belay.events_before AS SELECT * FROM belay.events');
  try {
    for (const statement of [statements].flat()) {
      await pool.query(statement, statement.includes('$1') ? [id] : []);
    }
    look(await audit(opened), id, (seq) => end - 4 + seq);
  } finally {
    const columns = 'position, stream, seq, at, actor, data, prev_hash, hash';
    await pool.query('DELETE FROM belay.events');
    await pool.query(`INSERT INTO belay.events (${columns}) SELECT ${columns} FROM belay.events_before`);
    await pool.query('DROP TABLE belay.events_before');
    await pool.query('ALTER TABLE belay.events ENABLE ALWAYS TRIGGER only_grows');
  }
}

async function audit({ store }: OpenedStore): Promise<readonly AuditProblem[]> {
  const check = verifier();
  for await (const row of store.rows(1)) check.row(row);
  return check.end(await store.head());
}
