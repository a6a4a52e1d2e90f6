import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { createAnswerOnce } from '../../../handlers/hear/answer-once.ts';
import { createHear, type HearParts, type WorkDelivery } from '../../../handlers/hear/hear.ts';
import type { Once } from '../../../handlers/hear/once.ts';
import { Failure } from '../../../src/core/failure.ts';
import { PlaceName, RolloutId } from '../../../src/core/ids.ts';
import type { Reply } from '../../../src/core/reply.ts';
import type { Inbox } from '../../../src/ports/inbox.ts';
import { aLog } from '../../builders/log.ts';
import { nowhere } from '../jobs/shop.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

const place = PlaceName.parse('slack');
const specs = commands.map(({ spec }) => spec);
let world: World;
let ran: string[];
let answers: Reply[];
let keys = 0;

beforeAll(async () => {
  world = await openWorld(nowhere, memoryRouter());
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  ran = [];
  answers = [];
});

const newKey = () => `t-${++keys}`;

function bot(over: Partial<HearParts> = {}) {
  const work: WorkDelivery = async ({ payload }, once) => {
    const text = String(payload);
    answers.push(await once({ text, speaker: world.speaker('bo'), place }));
  };
  return createHear({
    inbox: world.store.inbox,
    speak: async ({ text }) => {
      ran.push(text);
      return { kind: 'done', sentence: `did ${text}`, rollout: null };
    },
    specs,
    places: () => [place],
    workerOf: () => work,
    newHolder: newKey,
    clock: world.now,
    log: aLog(),
    ...over,
  });
}

/** One look of a bot at what others left. */
async function look(hear: ReturnType<typeof bot>): Promise<void> {
  const stop = new AbortController();
  const looking = hear.workLeftUntil(stop.signal);
  await new Promise((resolve) => setTimeout(resolve, 50));
  stop.abort();
  await looking;
  await hear.idle();
}

const dead: Inbox['done'] = async () => undefined;

describe('a delivery', () => {
  it('that comes twice, to one bot or to two, runs once', async () => {
    const [one, two] = [bot(), bot()];
    const delivery = { place, key: newKey(), payload: 'promote shop' };
    expect(await one.hear(delivery)).toBe('new');
    expect(await one.hear(delivery)).toBe('known');
    expect(await two.hear(delivery)).toBe('known');
    await Promise.all([one.idle(), two.idle()]);
    expect(ran).toEqual(['promote shop']);
  });

  it('that takes its time keeps nobody from pausing', async () => {
    const held = Promise.withResolvers<void>();
    const done: Reply = { kind: 'done', sentence: 'done', rollout: null };
    const hear = bot({
      speak: async ({ text }) => {
        ran.push(text);
        if (!text.startsWith('pause')) await held.promise;
        return done;
      },
    });
    const slow = ['verify shop', 'notice incident shop', 'prepare migration shop --from v1 --to v2'];
    for (const payload of [...slow, ...slow, ...slow, ...slow]) {
      await hear.hear({ place, key: newKey(), payload });
    }
    await hear.hear({ place, key: newKey(), payload: 'pause shop' });
    await expect.poll(() => ran).toContain('pause shop');
    held.resolve();
    await hear.idle();
    expect(ran).toHaveLength(13);
  });

  it('that comes again after a restart is known still', async () => {
    const delivery = { place, key: newKey(), payload: 'promote shop' };
    const first = bot();
    await first.hear(delivery);
    await first.idle();
    world.later(3 * 24 * 3_600_000);
    expect(await bot().hear(delivery)).toBe('known');
  });

  it('whose bot died before it began is worked by another one, ten seconds later', async () => {
    const key = newKey();
    const at = world.now();
    await world.store.inbox.present('dead', at, at + 8000);
    await world.store.inbox.take({ place, key, at, payload: 'promote shop' }, 'dead');
    await look(bot());
    expect(ran).toEqual([]);
    world.later(8001);
    await look(bot());
    expect(ran).toEqual(['promote shop']);
  });

  it('whose bot died in the middle is not run again, and whoever sent it is told', async () => {
    const key = newKey();
    await world.store.inbox.take({ place, key, at: world.now(), payload: 'promote shop' }, 'dead');
    await world.store.inbox.begin(place, key);
    await look(bot());
    expect(ran).toEqual([]);
    expect(answers).toMatchObject([{ kind: 'refused', code: 'interrupted' }]);
  });

  it('that was begun, and is found long after, is not said to be undone', async () => {
    const key = newKey();
    const payload = 'rollback shop "slow"';
    await world.store.inbox.take({ place, key, at: world.now(), payload }, 'dead');
    await world.store.inbox.begin(place, key);
    world.later(16 * 60_000);
    await look(bot());
    expect(ran).toEqual([]);
    expect(answers).toMatchObject([{ code: 'interrupted' }]);
  });

  it('that takes traffic back is run again when its bot died in the middle', async () => {
    const key = newKey();
    const payload = '<@U0BOT> rollback shop "slow"';
    await world.store.inbox.take({ place, key, at: world.now(), payload }, 'dead');
    await world.store.inbox.begin(place, key);
    await look(bot());
    expect(ran).toEqual([payload]);
  });

  it('that is found long after nobody was there is answered and not carried out', async () => {
    const [moves, reads] = [newKey(), newKey()];
    for (const [key, payload] of [
      [moves, 'rollback shop "slow"'],
      [reads, 'status'],
    ] as const) {
      await world.store.inbox.take({ place, key, at: world.now(), payload }, 'dead');
    }
    world.later(16 * 60_000);
    await look(bot());
    expect(ran).toEqual(['status']);
    expect(answers.map((reply) => (reply.kind === 'refused' ? reply.code : reply.kind)).toSorted()).toEqual([
      'done',
      'heard-late',
    ]);
  });

  it('whose answer the platform does not take is answered later without running again', async () => {
    let down = true;
    const hear = bot({
      workerOf: () => async (_delivery, once) => {
        const reply = await once({ text: 'promote shop', speaker: world.speaker('bo'), place });
        if (down) throw new Failure('place-unreachable', 'Slack is away.', { retryable: true });
        answers.push(reply);
      },
    });
    await hear.hear({ place, key: newKey(), payload: '' });
    await hear.idle();
    expect(answers).toEqual([]);
    down = false;
    world.later(2001);
    await look(hear);
    expect(ran).toEqual(['promote shop']);
    expect(answers).toMatchObject([{ sentence: 'did promote shop' }]);
  });

  it('that another bot has taken over meanwhile is run by whoever begins first', async () => {
    const turn = Promise.withResolvers<void>();
    const slow = bot({
      workerOf: () => async (_delivery, once) => {
        await turn.promise;
        answers.push(await once({ text: 'promote shop', speaker: world.speaker('bo'), place }));
      },
    });
    await slow.hear({ place, key: newKey(), payload: 'promote shop' });
    world.later(60_001);
    await look(bot());
    turn.resolve();
    await slow.idle();
    expect(ran).toEqual(['promote shop']);
    expect(answers).toHaveLength(1);
  });

  it('that its platform answers slowly is not begun again by the bot that works it', async () => {
    const platform = Promise.withResolvers<void>();
    let works = 0;
    const hear = bot({
      workerOf: () => async (_delivery, once) => {
        works += 1;
        answers.push(await once({ text: 'promote shop', speaker: world.speaker('bo'), place }));
        await platform.promise;
      },
    });
    await hear.hear({ place, key: newKey(), payload: 'promote shop' });
    world.later(60_001);
    const stop = new AbortController();
    const looking = hear.workLeftUntil(stop.signal);
    await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    platform.resolve();
    await looking;
    expect(works).toBe(1);
    expect(answers).toHaveLength(1);
  });

  it('of which many come at once are all run', async () => {
    const hear = bot();
    const texts = Array.from({ length: 30 }, (_, index) => `note shop ${index}`);
    await Promise.all(texts.map((payload) => hear.hear({ place, key: newKey(), payload })));
    await hear.idle();
    expect(ran.toSorted()).toEqual(texts.toSorted());
  });

  it('that an inbox failed to take is run once it takes it', async () => {
    let failures = 1;
    const take: Inbox['take'] = async (...delivery) => {
      failures -= 1;
      if (failures >= 0) throw new Failure('store-unreachable', 'away', { retryable: true });
      return world.store.inbox.take(...delivery);
    };
    const hear = bot({ inbox: { ...world.store.inbox, take } });
    const delivery = { place, key: newKey(), payload: 'promote shop' };
    await hear.hear(delivery);
    await hear.idle();
    expect(ran).toEqual(['promote shop']);
    expect(await bot().hear(delivery)).toBe('known');
  });

  it('is worked while the store is silent, once', async () => {
    const silent: Inbox = {
      ...world.store.inbox,
      take: () => new Promise(() => undefined),
      begin: () => new Promise(() => undefined),
      replied: () => new Promise(() => undefined),
      done: dead,
    };
    const hear = bot({ inbox: silent });
    const delivery = { place, key: newKey(), payload: 'rollback shop' };
    expect(await Promise.all([hear.hear(delivery), hear.hear(delivery)])).toEqual(['new', 'known']);
    await hear.idle();
    expect(ran).toEqual(['rollback shop']);
  });
});

describe('an inbox that says only after a while that it knows a delivery', () => {
  const slow = (): Inbox => ({
    ...world.store.inbox,
    take: (...delivery) =>
      new Promise((resolve) => setTimeout(() => resolve(world.store.inbox.take(...delivery)), 600)),
  });
  const known = async () => {
    const delivery = { place, key: newKey(), payload: 'promote shop' };
    await world.store.inbox.present('other', world.now(), world.now() + 60_000);
    await world.store.inbox.take({ ...delivery, at: world.now() }, 'other');
    return delivery;
  };

  it('is waited for by what is not urgent, which then neither runs nor is answered again', async () => {
    const delivery = await known();
    const hear = bot({ inbox: slow() });
    await hear.hear(delivery);
    await hear.idle();
    expect(ran).toEqual([]);
    expect(answers).toEqual([]);
    expect(await world.store.inbox.claim('any', [place], world.now(), 10)).toEqual([]);
    world.later(60_001);
    await look(bot());
    expect(ran).toEqual(['promote shop']);
  });

  it('does not hold up what takes traffic back, which is answered once', async () => {
    const delivery = { ...(await known()), payload: 'rollback shop' };
    const hear = bot({ inbox: slow() });
    const heard = hear.hear(delivery, delivery.payload);
    await expect.poll(() => ran, { timeout: 400, interval: 5 }).toEqual(['rollback shop']);
    await heard;
    await hear.idle();
    expect(ran).toEqual(['rollback shop']);
  });
});

describe('a command that says only with its place what it means', () => {
  const about = { rollout: RolloutId.parse('r-0123456789') };
  const inThread = (once: Once, text: string) => once({ text, speaker: world.speaker('bo'), place, about });
  const threaded = (over: Partial<HearParts> = {}) =>
    bot({
      workerOf:
        () =>
        async ({ payload }, once) =>
          void answers.push(await inThread(once, String(payload))),
      ...over,
    });

  it('is not run again when its bot died in the middle', async () => {
    const key = newKey();
    await world.store.inbox.take({ place, key, at: world.now(), payload: 'promote' }, 'dead');
    await world.store.inbox.begin(place, key);
    await look(threaded());
    expect(ran).toEqual([]);
    expect(answers).toMatchObject([{ code: 'interrupted' }]);
  });
});

describe('a command with a key', () => {
  const once = () =>
    createAnswerOnce({
      inbox: world.store.inbox,
      speak: async ({ text }) => {
        ran.push(text);
        return { kind: 'done', sentence: `did ${text}`, rollout: null };
      },
      specs,
      clock: world.now,
      log: aLog(),
    });

  it('is answered the same through another bot, and runs once', async () => {
    const key = newKey();
    const said = { text: 'pause shop', speaker: world.speaker('bo'), place: 'console' };
    const first = await once()(key, said);
    expect(await once()(key, said)).toEqual(first);
    expect(ran).toEqual(['pause shop']);
    const bots = bot();
    await look(bots);
    expect(ran).toEqual(['pause shop']);
  });
});
