import { describe, expect, test } from 'vitest';
import { EnvironmentName, PersonId, Sha256 } from '../../src/core/ids.ts';
import type { Actor } from '../../src/core/rollout/events.ts';
import { TokenId } from '../../src/core/tokens/token.ts';
import { verifyLog } from '../../src/ledger/verify-log.ts';
import type { NewToken } from '../../src/ports/tokens.ts';
import type { OpenedStore } from './store.ts';

const ana: Actor = { kind: 'person', person: PersonId.parse('ana'), roles: [], place: 'terminal' };
let made = 0;

function aToken(over: Partial<NewToken> = {}): NewToken {
  made += 1;
  return {
    id: TokenId.parse(String(made).padStart(10, 't')),
    name: `bot-${made}`,
    person: PersonId.parse('ana'),
    scopes: ['deploy'],
    environments: [EnvironmentName.parse('staging')],
    services: null,
    expiresAt: 9000,
    hash: Sha256.parse(String(made).padStart(64, 'a')),
    ...over,
  };
}

export function tokenCases(it: () => OpenedStore): void {
  describe('tokens', () => {
    test('are found as they were made, with their hash, and nothing before', async () => {
      const { tokens } = it().store;
      const one = aToken();
      expect(await tokens.find(one.id)).toBeNull();
      expect(await tokens.create(one, ana, 1000)).toBe(true);
      expect(await tokens.find(one.id)).toEqual({
        ...one,
        createdBy: 'ana',
        createdAt: 1000,
        revokedAt: null,
        lastUsed: null,
      });
    });

    test('of one name count one at a time, of many that are made at once', async () => {
      const { tokens } = it().store;
      const all = Array.from({ length: 4 }, () => aToken({ name: 'same' }));
      const taken = await Promise.all(all.map((one) => tokens.create(one, ana, 1000)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await tokens.create(aToken({ name: 'same' }), ana, 9000)).toBe(true);
    });

    test('are revoked once, and stay so', async () => {
      const { tokens } = it().store;
      const one = aToken();
      await tokens.create(one, ana, 1000);
      expect(await tokens.revoke(one.id, ana, 2000)).toMatchObject({ revokedAt: 2000 });
      expect(await tokens.revoke(one.id, ana, 3000)).toMatchObject({ revokedAt: 2000 });
      expect(await tokens.revoke(aToken().id, ana, 3000)).toBeNull();
    });

    test('remember the last day of their use', async () => {
      const { tokens } = it().store;
      const one = aToken();
      await tokens.create(one, ana, 1000);
      for (const day of ['2026-11-20', '2026-11-21', '2026-11-20']) await tokens.used(one.id, day);
      expect(await tokens.find(one.id)).toMatchObject({ lastUsed: '2026-11-21' });
    });

    test('leave in the log what was made, revoked and refused, and never a hash', async () => {
      const { store } = it();
      const one = aToken();
      await store.tokens.create(one, ana, 1000);
      await store.tokens.refused(one.id, 'wrong-secret', 7, 1500);
      await store.tokens.revoke(one.id, ana, 2000);
      const rows = [];
      for await (const row of store.rows(1)) if (row.stream === `token/${one.id}`) rows.push(row);
      expect(rows.map(({ seq, data }) => [seq, data])).toMatchObject([
        [1, { kind: 'token-created', name: one.name, scopes: ['deploy'] }],
        [2, { kind: 'token-refused', why: 'wrong-secret', times: 7 }],
        [3, { kind: 'token-revoked' }],
      ]);
      expect(JSON.stringify(rows.map(({ data }) => data))).not.toContain(one.hash);
      const { problems } = await verifyLog(store, []);
      expect(problems.filter(({ stream }) => stream === `token/${one.id}`)).toEqual([]);
    });

    test('that no event speaks of do not exist, whatever the table says', async () => {
      const { store, pool } = it();
      const { id, hash } = aToken();
      await pool.query('INSERT INTO belay.tokens (id, hash) VALUES ($1, $2)', [id, hash]);
      expect(await store.tokens.find(id)).toBeNull();
      expect((await store.tokens.list()).map((one) => one.id)).not.toContain(id);
    });
  });
}
