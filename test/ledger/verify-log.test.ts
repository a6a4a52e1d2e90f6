import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continueChain } from '../../src/core/audit/chain.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import { verifyLog } from '../../src/ledger/verify-log.ts';
import type { AuditLog, Projections } from '../../src/ports/store.ts';
import { nowhere } from '../handlers/jobs/shop.ts';
import { memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';

let world: World;
let id: RolloutId;
let completed: Projections;

beforeAll(async () => {
  world = await openWorld(nowhere, memoryRouter());
  id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await world.store.find(id))?.owns === true);
  await world.say('promote shop all --force "a test"');
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'completed');
  completed = await world.store.projections();
});

afterAll(() => world[Symbol.asyncDispose]());

/** The log as it is, beside tables that somebody changed. */
function beside(change: (tables: Projections) => Projections): AuditLog {
  const { rows, head } = world.store;
  return { rows, head, projections: async () => change(await world.store.projections()) };
}

const problems = async (change: (tables: Projections) => Projections) =>
  (await verifyLog(beside(change), [])).problems;

const rollouts = (change: object) => (tables: Projections) => ({
  ...tables,
  rollouts: tables.rollouts.map((row) => (row.id === id ? { ...row, ...change } : row)),
});

const stable = (change: object) => (tables: Projections) => ({
  ...tables,
  stable: tables.stable.map((row) => ({ ...row, ...change })),
});

describe('verifying the log', () => {
  it('finds nothing in a store that only Belay wrote to', async () => {
    expect(completed.stable).toMatchObject([{ service: 'shop', rollout: id }]);
    expect(await problems((tables) => tables)).toEqual([]);
  });

  it.each([
    ['phase', { phase: 'observing' }, 'observing'],
    ['ownership', { owns: true }, 'owning the traffic; '],
    ['version', { version: 'v3' }, 'shop v3'],
    ['service', { service: 'built' }, 'built v2'],
  ])('names a rollout whose %s was changed in its table', async (_, change, said) => {
    const found = await problems(rollouts(change));
    expect(found).toMatchObject([{ kind: 'projection', stream: id }]);
    expect(`${found[0]?.sentence.replace(', and Belay', '; ')}`).toContain(said);
    expect(found[0]?.sentence).toMatch(
      /By its events r-.* is shop v2 in demo, completed, owning no traffic;/,
    );
  });

  it('names a rollout that is missing from its table, and one that was put in', async () => {
    expect(await problems((tables) => ({ ...tables, rollouts: [] }))).toMatchObject([
      { kind: 'projection', stream: id, sentence: expect.stringContaining('does not have it') },
    ]);
    const [row] = completed.rollouts;
    if (row === undefined) throw new TypeError();
    const invented = { ...row, id: 'r-zzzzzzzzzz' };
    expect(
      await problems((tables) => ({ ...tables, rollouts: [...tables.rollouts, invented] })),
    ).toMatchObject([{ kind: 'projection', stream: 'r-zzzzzzzzzz' }]);
  });

  it('names a stable version that no rollout left', async () => {
    const elsewhere = { target: { version: 'v2', url: 'http://evil.example' } };
    expect(await problems(stable(elsewhere))).toMatchObject([
      { kind: 'projection', sentence: expect.stringContaining('evil.example') },
    ]);
    expect(await problems((tables) => ({ ...tables, stable: [] }))).toMatchObject([{ kind: 'projection' }]);
  });

  it('knows that stable goes back with a rollout that had completed', async () => {
    await world.say('rollback shop "worse after all"');
    await world.workUntil(async () => (await world.store.find(id))?.phase === 'rolled-back');
    expect(await problems((tables) => tables)).toEqual([]);
    expect(await problems((tables) => ({ ...tables, stable: completed.stable }))).toMatchObject([
      { kind: 'projection', sentence: expect.stringMatching(/"v1".* is stable .* the table says .*"v2"/) },
    ]);
  });

  it('does not take what is written meanwhile for a problem', async () => {
    let more = 3;
    const busy: AuditLog = {
      rows: world.store.rows,
      head: world.store.head,
      projections: async () => {
        more -= 1;
        if (more >= 0) await world.say(more === 2 ? 'deploy built v2' : 'note built "and more"');
        return world.store.projections();
      },
    };
    const { problems: found, rows, head } = await verifyLog(busy, []);
    expect([found, rows]).toEqual([[], head.position]);
    expect(more).toBeLessThan(0);
  });

  it('names an event that this version does not understand, and blames nothing else for it', async () => {
    const head = await world.store.head();
    const entry = { stream: id, afterSeq: 1000, at: 1, actor: { kind: 'belay' } };
    const [row] = continueChain(head, entry, [{ kind: 'teleported' }]);
    if (row === undefined) throw new TypeError();
    const newer: AuditLog = {
      async *rows(from) {
        yield* world.store.rows(from);
        if (from <= row.position) yield row;
      },
      head: async () => row,
      projections: async () => rollouts({ phase: 'observing' })(await world.store.projections()),
    };
    const found = (await verifyLog(newer, [])).problems.filter(({ kind }) => kind !== 'removed');
    expect(found).toMatchObject([{ kind: 'unreadable', stream: id, position: row.position }]);
  });

  it('holds the log to every checkpoint that it is given', async () => {
    const head = await world.store.head();
    const wrong = { position: head.position, hash: 'f'.repeat(64) };
    for (const known of [
      [wrong, head],
      [head, wrong],
    ]) {
      expect((await verifyLog(world.store, known)).problems).toMatchObject([{ kind: 'altered' }]);
    }
  });
});
