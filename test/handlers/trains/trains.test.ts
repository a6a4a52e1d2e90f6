import { afterEach, describe, expect, it } from 'vitest';
import { openTown, type Town, town } from './town.ts';

let open: Town | null = null;

async function inTown(options: Parameters<typeof town>[0] = {}): Promise<Town> {
  open = await openTown(town(options));
  return open;
}

afterEach(async () => {
  await open?.world[Symbol.asyncDispose]();
  open = null;
});

describe('a train', () => {
  it('releases one service after the other and completes all of them', async () => {
    const { leave, until, phase, told } = await inTown();
    const { db, api, web } = await leave();
    await until(async () => (await phase(db)) === 'observing');
    expect([await phase(api), await phase(web)]).toEqual(['queued', 'queued']);
    await until(async () => (await phase(web)) === 'completed');
    expect([await phase(db), await phase(api)]).toEqual(['completed', 'completed']);
    expect(told.filter((word) => /10$|v2$/.test(word))).toEqual([
      'db 10',
      'db all v2',
      'api 10',
      'api all v2',
      'web 10',
      'web all v2',
    ]);
  });

  it('that follows by stages goes up together, none before those it follows', async () => {
    const { leave, until, phase, told } = await inTown({ train: ', follows: stages' });
    const { web } = await leave();
    await until(async () => (await phase(web)) === 'completed');
    expect(told.filter((word) => /\d$/.test(word) && !word.includes('all'))).toEqual([
      'db 10',
      'api 10',
      'web 10',
      'db 100',
      'api 100',
      'web 100',
    ]);
  });

  it('takes all back, the last first, when the second fails; its cause names the one that failed', async () => {
    const { leave, until, phase, told, routers, world } = await inTown({ train: ', follows: stages' });
    const { db, api, web } = await leave();
    await until(async () => (await phase(web)) === 'observing');
    told.splice(0);
    routers.api.canaryErrors = 0.5;
    await until(async () => (await phase(db)) === 'rolled-back');
    expect([await phase(api), await phase(web)]).toEqual(['rolled-back', 'rolled-back']);
    expect(told.filter((word) => word.includes('all'))).toEqual(['api all v1', 'web all v1', 'db all v1']);
    const ordered = (await world.events(db)).find(({ kind }) => kind === 'rollback-ordered');
    expect(ordered).toMatchObject({ cause: { kind: 'train', failed: api } });
  });

  it('takes back what had completed, and drops what had not begun', async () => {
    const { leave, until, phase, routers, told } = await inTown();
    const { db, api, web } = await leave();
    await until(async () => (await phase(api)) === 'observing');
    expect(await phase(db)).toBe('completed');
    routers.api.canaryErrors = 0.5;
    await until(async () => (await phase(db)) === 'rolled-back');
    expect([await phase(api), await phase(web)]).toEqual(['rolled-back', 'cancelled']);
    expect(told.at(-1)).toBe('db all v1');
  });

  it('is taken back as a whole by one command, the last first, without a worker', async () => {
    const { leave, until, phase, told, world } = await inTown({ train: ', follows: stages' });
    const { coach, db, web } = await leave();
    await until(async () => (await phase(web)) === 'observing');
    told.splice(0);
    const reply = await world.say(`rollback ${coach.train} "smoke test is red"`);
    expect(reply).toMatchObject({ kind: 'done' });
    expect(told.filter((word) => word.includes('all'))).toEqual(['web all v1', 'api all v1', 'db all v1']);
    await until(async () => (await phase(db)) === 'rolled-back');
  });

  it('that stops pauses the others and asks people, who may let each go on', async () => {
    const { leave, until, phase, routers, world } = await inTown({
      train: ', follows: stages, on_failure: stop',
    });
    const { db, api, web } = await leave();
    await until(async () => (await phase(web)) === 'observing');
    routers.api.canaryErrors = 0.5;
    await until(async () => (await phase(api)) === 'rolled-back');
    await until(async () => (await world.kinds(web)).includes('paused'));
    await until(async () => (await world.kinds(db)).includes('paused'));
    expect(await world.say(`resume ${db}`)).toMatchObject({ kind: 'done' });
    await until(async () => (await phase(db)) === 'completed');
    expect((await world.kinds(db)).filter((kind) => kind === 'paused')).toHaveLength(1);
    expect(await phase(web)).toBe('observing');
  });

  it('is asked for as a whole or not at all', async () => {
    const { world, leave } = await inTown();
    const refusals = [
      ['train town db=v2 api=v2', 'missing-argument', '--without web'],
      ['train town db=v2 api=v9 web=v2', 'no-such-version', 'because of api'],
      ['train town db=v2 api=v1 web=v2', 'already-stable', 'because of api'],
      ['train town db=v2 api=v2 web=v2 shop=v2', 'not-in-train', 'shop'],
      ['train town db=v2 api=v2 web v2', 'bad-value', 'SERVICE=VERSION'],
      ['train town db=v2 db=v2', 'service-twice', 'twice'],
      ['train tawn db=v2', 'no-such-train', 'town'],
      ['train town db=v2 api=v2 web=v2 to mars', 'no-such-environment', 'mars'],
    ] as const;
    for (const [text, code, sentence] of refusals) {
      expect(await world.say(text)).toMatchObject({
        kind: 'refused',
        code,
        sentence: expect.stringContaining(sentence),
      });
    }
    expect(await world.say('train town db=v2 api=v2 web=v2', 'dee')).toMatchObject({ code: 'not-allowed' });
    expect(await world.store.recent({}, 5)).toEqual([]);
    const shown = await world.say('train town db=v2 api=v2 web=v2 --dry-run');
    expect(JSON.stringify(shown)).toMatch(/Dry run.*db v2.*api v2.*web v2/s);
    expect(await world.store.recent({}, 5)).toEqual([]);
    const { coach } = await leave('train town to demo db=v2 web=v2 --without api');
    expect(coach.members.map(({ service, position }) => [service, position])).toEqual([
      ['db', 0],
      ['web', 1],
    ]);
  });

  it('refuses when one of its slots is taken and its plan does not queue', async () => {
    const { world, until, phase } = await inTown();
    const live = await world.rolloutOf('deploy api v2');
    await until(async () => (await phase(live)) === 'observing');
    const reply = await world.say('train town db=v2 api=v2 web=v2');
    expect(reply).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('because of api') });
    expect(await world.store.recent({}, 5)).toHaveLength(1);
  });

  it('of which a rollout was never written drops itself', async () => {
    const { world, until, phase } = await inTown();
    world.faults.append = false;
    const written: string[] = [];
    const { append } = world.store;
    Object.assign(world.store, {
      append: (one: Parameters<typeof append>[0]) => {
        if (one.row.service === 'web' && one.expectedSeq === 0) return Promise.resolve({ kind: 'conflict' });
        written.push(one.rollout);
        return append(one);
      },
    });
    expect(await world.say('train town db=v2 api=v2 web=v2')).toMatchObject({ code: 'conflict' });
    const [api, db] = await world.store.recent({}, 5);
    if (api === undefined || db === undefined) throw new Error('two were written');
    await until(async () => (await phase(api.id)) === 'cancelled');
    await until(async () => (await phase(db.id)) === 'cancelled');
    expect(await world.kinds(db.id)).not.toContain('started');
  });

  it('goes on after another worker died: looks that come twice, late and in any order change nothing', async () => {
    const { leave, until, phase, world } = await inTown();
    const { db, api, web } = await leave();
    await until(async () => (await phase(api)) === 'observing');
    for (const rollout of [web, api, db, api, web]) {
      world.jobs.push({ job: { kind: 'advance', rollout, early: true }, at: world.now() });
    }
    await world.work();
    expect([await phase(db), await phase(web)]).toEqual(['completed', 'queued']);
    await until(async () => (await phase(web)) === 'completed');
  });
});

describe('one approval for a train', () => {
  const gated = {
    train: ', approval: one',
    gate: ', then: { approvals: 2, of: lead, requester_may_approve: true }',
  };

  it('is asked of the lead, given for the train, and counts for all of it', async () => {
    const { leave, until, phase, world } = await inTown(gated);
    const { coach, db, api, web } = await leave('train town db=v2 api=v2 web=v2');
    await until(async () => (await phase(db)) === 'waiting');
    expect(await world.say(`approve ${coach.train}`, 'bo')).toMatchObject({ kind: 'done' });
    // A vote on another rollout of the train is one for the train.
    expect(await world.say(`approve ${web}`, 'cy')).toMatchObject({ kind: 'done' });
    await until(async () => (await phase(web)) === 'completed');
    expect(await world.kinds(api)).not.toContain('approval-requested');
    const votes = (await world.events(db)).filter((event) => event.kind === 'approved');
    expect(votes.map(({ person, train }) => [person, train])).toEqual([
      ['bo', coach.digest],
      ['cy', coach.digest],
    ]);
  });

  it('is not given by agreeing to the rollback of another, nor by answering a request of another', async () => {
    const gatedBack = town({ ...gated, train: ', approval: one, follows: stages' }).replace(
      '    rollback_when',
      '    rollback: { approval: { approvals: 1, of: lead } }\n    rollback_when',
    );
    open = await openTown(gatedBack);
    const { leave, until, phase, world } = open;
    const { db, api } = await leave();
    await until(async () => (await phase(db)) === 'waiting' && (await phase(api)) === 'observing');
    expect(await world.say(`approve ${api} --gate 1`, 'cy')).toMatchObject({ code: 'no-gate' });
    expect(await world.say(`rollback ${api} "odd"`, 'bo')).toMatchObject({ kind: 'done' });
    expect(await world.say(`approve ${api}`, 'cy')).toMatchObject({
      kind: 'done',
      sentence: expect.stringContaining('is rolled back'),
    });
    expect(await world.kinds(api)).toContain('rollback-ordered');
    expect(await world.kinds(db)).not.toContain('approved');
  });

  it('that is refused takes the whole train back', async () => {
    const { leave, until, phase, world } = await inTown(gated);
    const { coach, db, web } = await leave();
    await until(async () => (await phase(db)) === 'waiting');
    expect(await world.say(`reject ${coach.train} "not today"`)).toMatchObject({ kind: 'done' });
    await until(async () => (await phase(db)) === 'rolled-back' && (await phase(web)) === 'cancelled');
  });

  it('that was never given is not taken as given when the lead is gone, whoever lets the others go on', async () => {
    const { leave, until, phase, world, told } = await inTown({
      ...gated,
      train: ', approval: one, on_failure: stop',
    });
    const { db, api } = await leave();
    await until(async () => (await phase(db)) === 'waiting');
    expect(await world.say(`rollback ${db} "never mind"`, 'bo')).toMatchObject({ kind: 'done' });
    const isPaused = async () => (await world.kinds(api)).includes('paused');
    await until(async () => (await phase(db)) === 'rolled-back' && (await isPaused()));
    expect(await world.say(`resume ${api}`, 'bo')).toMatchObject({ kind: 'done' });
    for (let n = 0; n < 5; n += 1) {
      world.later(1000);
      await world.work();
    }
    expect([await phase(api), told.filter((word) => word.startsWith('api'))]).toEqual(['queued', []]);
    expect(JSON.stringify(await world.say(`status ${api}`))).toContain(
      'an approval that nobody gives any more',
    );
  });

  it('that was given counts also after the lead has failed', async () => {
    const { leave, until, phase, world, routers } = await inTown({
      ...gated,
      train: ', approval: one, on_failure: stop',
    });
    const { coach, db, api } = await leave();
    await until(async () => (await phase(db)) === 'waiting');
    await world.say(`approve ${coach.train}`, 'bo');
    await world.say(`approve ${coach.train}`, 'cy');
    await until(async () => (await phase(db)) === 'observing');
    routers.db.canaryErrors = 0.5;
    await until(async () => (await phase(db)) === 'rolled-back');
    await until(async () => (await world.kinds(api)).includes('paused'));
    await world.say(`resume ${api}`, 'bo');
    await until(async () => (await phase(api)) === 'completed');
  });

  it('each: every rollout asks, and a vote has to name one where several wait', async () => {
    const { leave, until, phase, world } = await inTown({
      train: ', follows: stages',
      gate: ', then: { approvals: 1, of: lead, requester_may_approve: true }',
    });
    const { coach, db, web } = await leave();
    await until(async () => (await phase(web)) === 'waiting');
    expect(await world.say(`approve ${coach.train}`)).toMatchObject({ code: 'which-rollout' });
    expect(await world.say(`approve ${db}`)).toMatchObject({ kind: 'done' });
    expect(await world.kinds(web)).not.toContain('approved');
  });
});
