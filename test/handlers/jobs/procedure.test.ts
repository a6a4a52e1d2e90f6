import { afterEach, describe, expect, it } from 'vitest';
import type { RolloutId } from '../../../src/core/ids.ts';
import { twoServices } from '../../commands/configuration.ts';
import { changed } from '../../config/configuration.ts';
import { type Pagerduty, startPagerduty } from '../../doubles/pagerduty/pagerduty.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

let there: Pagerduty;
let world: World;

async function open(steps: string): Promise<void> {
  there = await startPagerduty();
  const configured = changed(
    '  console: { kind: console }\n',
    `  console: { kind: console }
  pager: { kind: pager, provider: pagerduty, key: { env: KEY }, events_url: "${there.url}" }\n`,
    `${twoServices}emergency:\n  procedure:\n${steps}`,
  );
  world = await openWorld(configured, memoryRouter(), () => there.key);
}
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await there[Symbol.asyncDispose]();
});

const phaseOf = async (id: RolloutId) => (await world.store.find(id))?.phase;
const taken = async (id: RolloutId) =>
  (await world.events(id)).flatMap((event) => (event.kind === 'procedure-step' ? [event] : []));

async function live(): Promise<RolloutId> {
  const id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await phaseOf(id)) === 'observing');
  return id;
}

const everything = `    - { do: route-to-stable }
    - { do: clear-canary-cache, run: ["true", "{version}"] }
    - { do: scale-canary-to-zero, run: ["false"] }
    - { do: page, tell: lead }
    - { do: tell, tell: console }
    - { do: incident-report }
    - { do: capture-debug-information }
`;

describe('one emergency command', () => {
  it('takes every step once traffic is safe, pages once, and writes each down', async () => {
    await open(everything);
    const id = await live();
    expect(
      await world.say(`rollback ${id} --emergency "payments fail: password=hunter2hunter2"`),
    ).toMatchObject({
      kind: 'done',
    });
    await world.workUntil(async () => (await taken(id)).length === 7);
    expect((await taken(id)).map(({ action, succeeded }) => [action, succeeded])).toEqual([
      ['route-to-stable', true],
      ['clear-canary-cache', true],
      ['scale-canary-to-zero', false],
      ['page', true],
      ['tell', true],
      ['incident-report', true],
      ['capture-debug-information', true],
    ]);
    const kinds = await world.kinds(id);
    expect(kinds.indexOf('safe')).toBeLessThan(kinds.indexOf('procedure-step'));
    await world.workUntil(async () => (await world.kinds(id)).includes('paged'));
    expect(there.incidents).toHaveLength(1);
    const kept = await world.store.documents.get({ rollout: id, document: 'incident', part: 'debug' });
    expect(kept?.tree.title).toContain('Debug information');
    expect(JSON.stringify(kept?.tree)).not.toContain('hunter2hunter2');
  });

  it('takes no step twice, and none for an ordinary rollback', async () => {
    await open('    - { do: tell }\n');
    const id = await live();
    await world.say(`rollback ${id} "slow"`);
    await world.workUntil(async () => (await phaseOf(id)) === 'rolled-back');
    expect(await taken(id)).toEqual([]);
    const other = await world.rolloutOf('deploy shop v3');
    await world.workUntil(async () => (await phaseOf(other)) === 'observing');
    await world.say(`rollback ${other} --emergency "slow"`);
    await world.workUntil(async () => (await taken(other)).length > 0);
    world.later(60_000);
    await world.work();
    expect(await taken(other)).toHaveLength(1);
  });

  it('is rehearsed without changing anything', async () => {
    await open(everything);
    const id = await live();
    const reply = await world.say(`rollback ${id} --emergency --dry-run`);
    expect(reply).toMatchObject({ kind: 'document', tree: { summary: expect.stringContaining('Dry run') } });
    expect(JSON.stringify(reply)).toContain('clear-canary-cache');
    expect(await phaseOf(id)).toBe('observing');
  });
});

describe('rollback --all', () => {
  it('takes everything back that is live, drops what waits, and tells what happened with each', async () => {
    await open('    - { do: tell }\n');
    const shop = await live();
    const api = await world.rolloutOf('deploy api 1.1 to staging');
    await world.workUntil(async () => (await phaseOf(api)) === 'observing');
    const reply = await world.say('rollback --all "payments fail"');
    expect(reply).toMatchObject({
      kind: 'done',
      sentence: expect.stringContaining('Everything live was rolled back'),
    });
    for (const id of [shop, api]) {
      expect(JSON.stringify(reply)).toContain(id);
      await world.workUntil(async () => (await phaseOf(id)) === 'rolled-back');
      const ordered = (await world.events(id)).find(({ kind }) => kind === 'rollback-ordered');
      expect(ordered).toMatchObject({ cause: { reason: 'payments fail', emergency: true } });
    }
    expect(await world.say('rollback --all "again"')).toMatchObject({
      kind: 'refused',
      code: 'nothing-live',
    });
  });

  it('stays within an environment, and within what one may', async () => {
    await open('    - { do: tell }\n');
    const shop = await live();
    expect(await world.say('rollback --all "x" in staging')).toMatchObject({ code: 'nothing-live' });
    expect(await world.say('rollback --all "x" in nowhere')).toMatchObject({ kind: 'refused' });
    expect(await world.say('rollback --all "x"', 'cy')).toMatchObject({ code: 'not-allowed' });
    expect(await phaseOf(shop)).toBe('observing');
  });

  it('does it without the store, from what it knew last', async () => {
    await open('    - { do: tell }\n');
    const shop = await live();
    await world.wired.lastKnown.refresh();
    world.faults.store = true;
    const reply = await world.say('rollback --all "everything burns"');
    world.faults.store = false;
    expect(reply).toMatchObject({ kind: 'done' });
    expect(JSON.stringify(reply)).toContain(shop);
    expect(JSON.stringify(reply)).toContain('The database does not answer');
  });
});
