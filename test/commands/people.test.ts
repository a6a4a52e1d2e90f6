import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlaceName, RolloutId } from '../../src/core/ids.ts';
import type { Reply } from '../../src/core/reply.ts';
import { changed } from '../config/configuration.ts';
import { memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';
import { twoServices } from './configuration.ts';

const day = 24 * 3_600_000;
const configured = changed(
  '    rollback_when: [error-rate > 5% for 3s]\n',
  `    rollback: { afterwards: { tasks: { within: 24h, list: [Root cause found, Team told] } } }
checklists:
  before: { items: [Support was told, { item: CI is green, evidence: ci }] }
records: { before: before }
communications:
  templates:
    maintenance: { subject: "{service} from {start}", body: "Until {end}.", through: [console, status], ahead: 24h }
`,
  changed(
    '  console: { kind: console }\n',
    '  console: { kind: console }\n  status: { kind: log }\n',
    twoServices,
  ),
);

describe('what people must do', () => {
  let world: World;
  let id: RolloutId;

  beforeAll(async () => {
    world = await openWorld(configured, memoryRouter());
    id = await world.rolloutOf('deploy shop v2');
    await world.work();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  const sentence = (reply: Reply) => ('sentence' in reply ? reply.sentence : JSON.stringify(reply));
  const lines = async () =>
    (await world.events(id)).filter(({ kind }) => kind === 'ticked' || kind === 'task-done');
  const kindsNow = () => world.kinds(id);

  it('holds the release until the boxes are ticked, by words, number and id, and only by those who may', async () => {
    world.later(20_000);
    await world.work();
    expect(await kindsNow()).not.toContain('stage-entered');
    expect(sentence(await world.say('tick'))).toContain('2 required boxes are open');
    expect(sentence(await world.say('tick support', 'cy'))).toContain('tick needs one of');
    expect(sentence(await world.say('tick shop support', 'ana'))).toContain('Ticked: “Support was told”');
    expect(sentence(await world.say('tick 1 --undo', 'ana'))).toContain('Open again');
    expect(sentence(await world.say(`tick ${id} start/support-was-told`, 'ana'))).toContain('Ticked');
    expect(sentence(await world.say('tick CI', 'ana'))).toContain('Only somebody who may approve');
    expect(sentence(await world.say('tick "no such thing"'))).toContain('There is no box');
    expect(sentence(await world.say('tick 2', 'bo'))).toContain('No required box is open now.');
    await world.workUntil(async () => (await kindsNow()).includes('stage-entered'));
    expect(await lines()).toHaveLength(4);
  });

  it('drafts a notice, sends exactly that when asked, and nothing too late', async () => {
    expect(sentence(await world.say('notice maintenance shop', 'ana'))).toContain('needs the role');
    expect(sentence(await world.say('notice maintenance shop --send'))).toContain('no draft');
    expect(sentence(await world.say('notice feature shop'))).toContain('--about');
    expect(sentence(await world.say('notice maintenence shop'))).toContain('Did you mean `maintenance`?');
    expect(sentence(await world.say('notice maintenance shop --at tomorrow'))).toContain('2026-11-22T10:00Z');
    expect(sentence(await world.say('notice maintenance shop --change bugfix'))).toContain('bug-fix');
    expect(await world.say('notice maintenance shop --at 1h')).toMatchObject({ kind: 'document' });
    expect(sentence(await world.say('notice maintenance shop --send'))).toContain('Nothing was sent.');
    expect(await kindsNow()).not.toContain('notice-sent');
    await world.say('notice maintenance shop --at 25h');
    expect(sentence(await world.say('notice maintenance shop --send'))).toContain(
      'It goes to console and status.',
    );
    await world.work();
    const sent = (await world.events(id)).find(({ kind }) => kind === 'notice-sent');
    expect(sent).toMatchObject({
      through: ['console', 'status'],
      late: 0,
      subject: expect.stringContaining('shop from 20'),
    });
    const said = JSON.stringify(await world.store.messages.thread('console' as PlaceName, id));
    expect(said).toContain('Until 20');
    expect(sentence(await world.say('notice incident shop --send'))).toContain('no draft');
    await world.say('notice incident shop');
    expect(sentence(await world.say('notice incident shop --send'))).toContain('goes through no place');
  });

  it('opens tasks after a rollback, reminds of them, and has them said done', async () => {
    expect(sentence(await world.say('done 1'))).toContain('no follow-up tasks');
    await world.say('rollback shop "odd"');
    await world.workUntil(async () => (await kindsNow()).includes('tasks-opened'));
    expect(sentence(await world.say('tasks'))).toContain('2 follow-up tasks are open');
    const next = await world.rolloutOf('deploy shop v3');
    expect((await world.store.find(next))?.owns).toBe(true);
    expect(sentence(await world.say('done shop root cause', 'ana'))).toContain('1 follow-up task');
    world.later(day / 2 + 1000);
    await world.work();
    expect((await world.events(id)).at(-1)).toMatchObject({ kind: 'task-reminded', open: ['Team told'] });
    expect(sentence(await world.say('done team'))).toContain('All follow-up tasks');
    world.later(9 * day);
    await world.work();
    expect((await kindsNow()).filter((kind) => kind === 'task-reminded')).toHaveLength(1);
    expect(sentence(await world.say('tasks'))).toContain('No follow-up task is open.');
  });
});
