import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RolloutId } from '../../src/core/ids.ts';
import type { Reply } from '../../src/core/reply.ts';
import { type MemoryRouter, memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';
import { twoServices } from './configuration.ts';

let world: World;
let router: MemoryRouter;

beforeAll(async () => {
  router = memoryRouter();
  world = await openWorld(twoServices, router);
});

afterAll(() => world[Symbol.asyncDispose]());

const rows = async () => (await world.store.recent({}, 100)).length;

async function headOfLog(): Promise<number> {
  return (await world.store.head()).position;
}

/** A reply's text, whatever its kind. */
function textOf(reply: Reply): string {
  return reply.kind === 'document' ? JSON.stringify(reply.tree) : reply.sentence;
}

describe('names that do not exist', () => {
  it.each([
    ['deploy shpo v2', 'no-such-service', 'Did you mean `shop`?'],
    ['deploy shop v22', 'no-such-version', 'Did you mean `v2`?'],
    ['deploy api 1.1 to stagin', 'no-such-environment', 'Did you mean `staging`?'],
    ['deploy shop v2 to production', 'not-there', 'it is to demo'],
    ['deploy api 1.1', 'which-environment', 'staging or production'],
    ['status shpo', 'no-such-service', 'Did you mean `shop`?'],
    ['pause shpo', 'no-such-service', 'Did you mean `shop`?'],
    ['rollback r-zzzzzzzzzz', 'no-such-rollout', 'Type `status`'],
    ['pause shop', 'no-rollout', 'deploy shop VERSION'],
    ['lock shpo for lunch', 'no-such-service', 'Did you mean `shop`?'],
    ['unlock shop in staging', 'not-there', 'it is to demo'],
    ['metrics', 'nothing-live', 'Type `status`'],
    ['dploy shop v2', 'unknown-command', 'Did you mean `deploy shop v2`?'],
    ['approve shop --gate one', 'bad-gate', '--gate 2'],
  ])('%s is refused as %s, with what to type instead', async (text, code, hint) => {
    const before = await headOfLog();
    const reply = await world.say(text);
    expect(reply).toMatchObject({ kind: 'refused', code });
    expect(textOf(reply)).toContain(hint);
    expect(await headOfLog()).toBe(before);
  });
});

describe('roles', () => {
  it('are those of the environment, where it says something else', async () => {
    expect(await world.say('deploy api 1.1 to production', 'ana')).toMatchObject({
      code: 'not-allowed',
      sentence: expect.stringContaining('deploy in production needs the role lead'),
    });
    expect(await rows()).toBe(0);
  });

  it('hide what is stable and locked where the speaker may not look', async () => {
    await world.say('lock api in production "a secret audit"');
    expect(textOf(await world.say('status', 'ana'))).not.toContain('production');
    expect(textOf(await world.say('status api', 'ana'))).not.toContain('a secret audit');
    expect(textOf(await world.say('status', 'bo'))).toContain('a secret audit');
    await world.say('unlock api in production');
  });

  it('of somebody who was never declared are none', async () => {
    expect(await world.say('status', 'nobody-knows')).toMatchObject({ code: 'not-allowed' });
  });
});

describe('deploy', () => {
  it('shows the plan and writes nothing with --dry-run', async () => {
    const before = await headOfLog();
    const reply = await world.say('deploy shop v2 --dry-run');
    expect(reply).toMatchObject({ kind: 'document', tree: { title: 'Plan: shop v2 to demo' } });
    expect(textOf(reply)).toContain('nothing was started');
    expect(textOf(reply)).toContain('error-rate > 5% for 3s');
    expect([await headOfLog(), await rows(), world.jobs.length]).toEqual([before, 0, 0]);
  });

  it('refuses what everybody is served already', async () => {
    expect(await world.say('deploy shop v1')).toMatchObject({ code: 'already-stable' });
  });

  it('is refused by a lock, which says who and why, and by whom it can be opened', async () => {
    expect(await world.say('lock shop "migration at noon"')).toMatchObject({ kind: 'done' });
    expect(await world.say('lock shop "again"', 'bo')).toMatchObject({ code: 'locked' });
    const reply = await world.say('deploy shop v2', 'ana');
    expect(reply).toMatchObject({ code: 'locked' });
    expect(textOf(reply)).toMatch(/locked by Bo .* ago: “migration at noon”.*unlock shop in demo/);
    expect(await world.say('unlock shop', 'ana')).toMatchObject({ code: 'not-allowed' });
    expect(await world.say('unlock shop')).toMatchObject({ kind: 'done' });
    expect(await world.say('unlock shop')).toMatchObject({ code: 'not-locked' });
  });

  it('lets exactly one of many win that are asked for at the same moment', async () => {
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, index) => world.say(`deploy shop ${index % 2 === 0 ? 'v2' : 'v3'}`)),
    );
    expect(replies.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(await rows()).toBe(1);
    for (const reply of replies) expect(['done', 'refused']).toContain(reply.kind);
    await world.say('rollback shop "that was a test"');
    await world.work();
  });
});

describe('a rollout that is watched', () => {
  let id: RolloutId;

  beforeAll(async () => {
    id = await world.rolloutOf('deploy shop v2 --reason "faster checkout"', 'ana');
    await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
  });

  it('is on the card that status answers with', async () => {
    const reply = await world.say('status shop');
    expect(reply).toMatchObject({
      kind: 'cards',
      sentence: expect.stringContaining('stable is v1'),
      cards: [{ rollout: id, phase: 'observing', reason: 'faster checkout', requestedBy: 'Ana Lima' }],
    });
    expect(await world.say('status')).toMatchObject({ cards: [{ rollout: id }] });
    expect(await world.say(`status ${id}`)).toMatchObject({ cards: [{ rollout: id }] });
  });

  it('shows its measurements and what the checks say of them', async () => {
    world.later(1000);
    await world.work();
    const text = textOf(await world.say('metrics'));
    expect(text).toContain('error-rate');
    expect(text).toContain('pass: error-rate 0%');
  });

  it('has a checklist from its start and a report only from its end', async () => {
    expect(await world.say('report shop --checklist')).toMatchObject({
      kind: 'document',
      tree: { title: 'Checklist: shop v2 to demo' },
    });
    expect(await world.say('report shop')).toMatchObject({ code: 'no-document' });
  });

  it('has an audit that names who did what', async () => {
    const text = textOf(await world.say(`audit ${id}`));
    expect(text).toContain(`Audit of ${id}`);
    expect(text).toMatch(/requested by .*faster checkout/);
    expect(await world.say('audit shop', 'ana')).toMatchObject({ code: 'not-allowed' });
  });

  it('is paused, resumed, noted and promoted by those who may', async () => {
    expect(await world.say('pause shop "lunch"', 'ana')).toMatchObject({ kind: 'done', rollout: id });
    expect(await world.say('pause shop', 'ana')).toMatchObject({ code: 'paused' });
    expect(await world.say('promote shop', 'ana')).toMatchObject({ code: 'paused' });
    expect(await world.say('resume shop', 'ana')).toMatchObject({ kind: 'done' });
    expect(await world.say('resume shop', 'ana')).toMatchObject({ code: 'not-paused' });
    expect(await world.say('note shop all quiet', 'ana')).toMatchObject({ sentence: 'Noted.' });
    expect(await world.say('approve shop')).toMatchObject({ code: 'no-gate' });
    expect(await world.say('reject shop "no"')).toMatchObject({ code: 'no-gate' });
    expect(await world.say('promote shop --all', 'ana')).toMatchObject({ code: 'not-allowed' });
    expect(await world.say('promote shop', 'ana')).toMatchObject({ kind: 'done' });
  });

  it('wakes a worker at once for what a person wants', async () => {
    world.jobs.splice(0);
    await world.say('rollback shop "enough"');
    expect(world.jobs).toContainEqual({ job: { kind: 'advance', rollout: id }, at: world.now() });
    await world.workUntil(async () => (await world.store.find(id))?.phase === 'rolled-back');
    await world.work();
    expect(await world.say('report shop')).toMatchObject({ kind: 'document' });
    expect(await world.say('rollback shop')).toMatchObject({ code: 'over' });
  });
});

describe('several rollouts at once', () => {
  it('have to be told apart', async () => {
    const staging = await world.rolloutOf('deploy api 1.1 to staging', 'ana');
    const production = await world.rolloutOf('deploy api 1.1 to production');
    const reply = await world.say('pause api');
    expect(reply).toMatchObject({ code: 'ambiguous' });
    expect(textOf(reply)).toContain(staging);
    expect(await world.say('pause api in staging', 'ana')).toMatchObject({ rollout: staging });
    expect(await world.say(`rollback ${production}`, 'ana')).toMatchObject({ code: 'not-allowed' });
    expect(await world.say('rollback api in production')).toMatchObject({ rollout: production });
    expect(await world.say('rollback api in staging', 'ana')).toMatchObject({ rollout: staging });
    await world.work();
  });
});

describe('a store that cannot be written', () => {
  it('is told with a sentence and an id, and nothing is half done', async () => {
    world.faults.append = true;
    const before = await rows();
    const reply = await world.say('deploy shop v3');
    world.faults.append = false;
    expect(reply).toMatchObject({ kind: 'refused', code: 'store-unwritable' });
    expect(textOf(reply)).toMatch(/disk is full.*\(e-[0-9a-f]+\)/);
    expect(await rows()).toBe(before);
  });
});

describe('a queue that takes nothing', () => {
  it('does not keep a person from starting or taking back', async () => {
    world.faults.queue = true;
    const id = await world.rolloutOf('deploy shop v3');
    expect(await world.say(`rollback ${id}`)).toMatchObject({ kind: 'done' });
    world.faults.queue = false;
  });
});
