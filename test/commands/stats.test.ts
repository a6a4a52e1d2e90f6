import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RolloutId } from '../../src/core/ids.ts';
import type { Reply } from '../../src/core/reply.ts';
import { changed } from '../config/configuration.ts';
import { memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';
import { twoServices } from './configuration.ts';

const configured = changed(
  'routers:\n',
  'delivery_targets: { rollback_rate: < 5%, lead_time: < 1h }\nrouters:\n',
  changed(
    'rollback_when: [error-rate > 5% for 3s]',
    'rollback_when: [error-rate > 5% for 3s, p95 > 2s]',
    twoServices,
  ),
);

describe('what people say of a rollout, and the figures', () => {
  let world: World;
  let id: RolloutId;

  beforeAll(async () => {
    world = await openWorld(configured, memoryRouter());
    id = await world.rolloutOf('deploy shop v2');
    await world.workUntil(async () => (await world.kinds(id)).includes('stage-entered'));
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const said = (reply: Reply) => JSON.stringify(reply);

  it('mutes a check for those who may, shows it, and lists it', async () => {
    const line = `mute ${id} "error-rate > 5% for 3s" --for 30m "the exporter lies"`;
    expect(await world.say(line, 'ana')).toMatchObject({ code: 'not-allowed' });
    expect(await world.say(`mute ${id} p95 "no end"`, 'bo')).toMatchObject({ code: 'no-end' });
    expect(await world.say('mute --for 5m', 'bo')).toMatchObject({ code: 'missing-argument' });
    expect(said(await world.say('mute', 'bo'))).toContain('No check of a live rollout is muted.');
    expect(said(await world.say(line, 'bo'))).toContain('is muted for 30m');
    expect(said(await world.say('mute', 'bo'))).toContain('the exporter lies');
    expect(said(await world.say(`status ${id}`))).toContain('is not believed until');
    expect(said(await world.say(`explain ${id}`))).toContain(
      'Muted: “error-rate > 5% for 3s” is not believed',
    );
    expect(said(await world.say(`unmute ${id}`, 'bo'))).toContain('counts again');
  });

  it('is handed over to somebody who is declared', async () => {
    expect(said(await world.say(`hand-over ${id} to anna`))).toContain('Did you mean `ana`?');
    expect(said(await world.say(`hand-over ${id} to ana "my shift ends"`))).toContain('Ana Lima answers for');
    expect(said(await world.say(`status ${id}`))).toContain('Ana Lima answers for it.');
  });

  it('is counted once it is over, and read on from where the last reading ended', async () => {
    expect(said(await world.say('stats'))).toContain('0 releases completed.');
    await world.say(`rollback ${id} "too slow"`);
    await world.workUntil(async () => (await world.kinds(id)).includes('rolled-back'));
    expect(await world.say(`mark ${id} nonsense`, 'bo')).toMatchObject({ code: 'no-such-mark' });
    expect(said(await world.say(`mark ${id} needless "the exporter lied"`, 'bo'))).toContain('is marked as');
    const tree = said(await world.say('stats shop in demo --since 1d'));
    expect(tree).toContain('1 of 2 targets missed: rollback rate.');
    expect(tree).toContain(
      '["Rollback rate","100 %","1","releases that moved traffic and ended","< 5%: missed"]',
    );
    expect(tree).toContain(
      '["Lead time","nothing to tell yet","0","completed releases whose commit is known","< 1h"]',
    );
  });

  it('is told as a story, of the rollout and of the whole day, with the chain proved', async () => {
    const story = said(await world.say(`audit ${id}`));
    expect(story).toContain('Bo Chen on console, as lead');
    expect(story).toMatch(/The chain of \d+ rows holds/);
    await world.say('lock shop "lunch"');
    const day = said(await world.say('audit --since 24h'));
    expect(day).toContain('shop in demo was locked by Bo Chen');
    expect(day).toContain('as a rollback that was not needed');
    expect(said(await world.say('audit day 1999-12-31'))).toContain('Nothing happened.');
    expect(await world.say('audit day 2026-02-30')).toMatchObject({ code: 'bad-date' });
    expect(await world.say('audit shop --since 2h')).toMatchObject({ code: 'bad-span' });
    expect(await world.say('audit day', 'ana')).toMatchObject({ code: 'not-allowed' });
  });

  it('shows nobody what they may not see', async () => {
    expect(said(await world.say('stats in production', 'ana'))).toContain('not-allowed');
    expect(said(await world.say('stats in nowhere'))).toContain('There is no environment');
  });
});
