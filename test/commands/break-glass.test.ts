import { afterEach, describe, expect, it } from 'vitest';
import type { RolloutId } from '../../src/core/ids.ts';
import { changed } from '../config/configuration.ts';
import { memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';
import { twoServices } from './configuration.ts';

const crew = changed(
  '  cy: { name: Cy Diaz, roles: [guest] }\n',
  '  cy: { name: Cy Diaz, roles: [guest] }\n  di: { name: Di Roy, roles: [lead] }\n',
  twoServices,
).replace(/- \{ weight: 10%, hold: 10m \}/, '- { weight: 10%, hold: 10m, then: { approvals: 1, of: lead } }');
const glass = (
  more = '',
) => `${crew}break_glass: { who: lead, skips: [canary, approval], requires: [version, reason]${more} }
`;
const line = 'deploy shop v2 --break-glass --skip canary,approval --reason "CVE-2026-1"';

let world: World;
afterEach(() => world[Symbol.asyncDispose]());
const open = async (configured: string) => {
  world = await openWorld(configured, memoryRouter());
};
const phaseOf = async (id: RolloutId) => (await world.store.find(id))?.phase;
const reach = (id: RolloutId, phase: string) => world.workUntil(async () => (await phaseOf(id)) === phase);
const reviews = async (id: RolloutId) =>
  (await world.events(id)).flatMap((event) => (event.kind === 'tasks-opened' ? event.tasks : []));

describe('breaking the glass', () => {
  it('waits for a second person, goes to everybody at once, and is reviewed afterwards', async () => {
    await open(glass());
    const id = await world.rolloutOf(line);
    expect(await phaseOf(id)).toBe('waiting');
    expect(await world.say(`approve ${id}`)).toMatchObject({ kind: 'refused' });
    await world.say(`approve ${id}`, 'di');
    await reach(id, 'completed');
    const kinds = await world.kinds(id);
    expect(kinds.filter((kind) => kind === 'stage-entered')).toHaveLength(1);
    await world.workUntil(async () => (await reviews(id)).length > 0);
    expect(await world.say('tasks shop')).toMatchObject({ kind: 'document' });
    expect(await world.say(`done ${id} 1`)).toMatchObject({ kind: 'done' });
  });

  it('is still taken back by its triggers, which cannot be muted away', async () => {
    const router = memoryRouter();
    world = await openWorld(glass(), router);
    const id = await world.rolloutOf(line);
    await world.say(`approve ${id}`, 'di');
    await reach(id, 'observing');
    expect(await world.say(`mute ${id} error-rate --for 1h "it lies"`)).toMatchObject({
      code: 'last-trigger',
    });
    router.canaryErrors = 0.6;
    await reach(id, 'rolled-back');
    const ordered = (await world.events(id)).find(({ kind }) => kind === 'rollback-ordered');
    expect(ordered).toMatchObject({ cause: { kind: 'trigger' } });
  });

  it('says aloud that nobody else is asked, where that is waived', async () => {
    await open(glass(', second_person: false'));
    const reply = await world.say(line);
    expect(reply).toMatchObject({
      kind: 'done',
      sentence: expect.stringContaining('waives the second person'),
    });
    const id = (reply as { rollout: RolloutId }).rollout;
    expect(
      JSON.stringify(world.wired.cards((await world.wired.ledger.load(id)) as never, world.now())),
    ).toContain('Nobody else was asked');
  });

  it('goes past a lock, and takes the place of what is live once somebody else has agreed', async () => {
    await open(glass());
    const live = await world.rolloutOf('deploy shop v3');
    await reach(live, 'observing');
    await world.say('lock shop "audit"');
    const id = await world.rolloutOf(line);
    await world.work();
    expect(await phaseOf(live)).toBe('observing');
    await world.say(`approve ${id}`, 'di');
    await reach(id, 'observing');
    expect(await phaseOf(live)).toBe('rolled-back');
  });

  it('that nobody agrees to never begins, and is looked at all the same', async () => {
    await open(glass());
    const id = await world.rolloutOf(line);
    await world.say(`reject ${id} "no"`, 'di');
    await world.workUntil(async () => (await reviews(id)).length > 0);
    expect(await phaseOf(id)).toBe('cancelled');
    expect(await world.kinds(id)).not.toContain('started');
  });

  it('is refused where nobody may break any', async () => {
    await open(crew);
    expect(await world.say(line)).toMatchObject({ kind: 'refused', code: 'no-break-glass' });
    expect(await world.store.recent({}, 1)).toEqual([]);
  });

  it('is refused, and says why, before anything is written', async () => {
    await open(glass());
    const refused = async (said: string, who = 'bo') => {
      const reply = await world.say(said, who);
      return reply.kind === 'refused' ? reply.code : reply.kind;
    };
    expect(await refused(line, 'ana')).toBe('not-allowed');
    expect(await refused('deploy shop v2 --break-glass --reason "x"')).toBe('skip-missing');
    expect(await refused('deploy shop v2 --break-glass --skip canary,tests --reason "x"')).toBe(
      'not-to-be-skipped',
    );
    expect(await refused('deploy shop v2 --break-glass --skip canary')).toBe('reason-missing');
    expect(await refused('deploy shop v2 --skip canary')).toBe('not-break-glass');
    expect(await world.store.recent({}, 1)).toEqual([]);
    expect(await world.say(line, 'ana')).toMatchObject({
      sentence: expect.stringContaining('needs the role lead; you have developer'),
    });
  });
});
