import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { watchBudgetsOnce } from '../../handlers/jobs/watch-budgets.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import type { Reply } from '../../src/core/reply.ts';
import { day } from '../builders/budget.ts';
import { memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';
import { type BudgetServer, startBudgetServer } from './budget-server.ts';
import { twoServices } from './configuration.ts';

let server: BudgetServer;
let world: World;

const budgets = (url: string) => `sources:
  prom: { kind: prometheus, url: "${url}" }
metrics:
  failing:
    kind: query
    source: prom
    unit: ratio
    query: 'failing{service="{service}",version="{version}"}[{window}]'
    counters: { total: 'hits{version="{version}"}', bad: 'hits{version="{version}",code="500"}' }
error_budgets:
  requests:
    metric: failing
    objective: 99.9%
    period: 30d
    freeze_below: 10%
    warn_below: 25%
    critical_only_below: 5%
    unfreeze_at: 15%
`;

beforeAll(async () => {
  server = await startBudgetServer(30 * day);
  const gated = twoServices
    .replace('  demo: {}', '  demo: { error_budget_gate: true }')
    .replace('    traffic: { router: shop }', '    traffic: { router: shop }\n    superseding: queue');
  world = await openWorld(`${gated}${budgets(server.url)}`, memoryRouter());
});

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  // Past what is remembered for a minute, and thawed whatever the test before it left.
  Object.assign(server, { left: 1, burn: 0, down: false, asked: 0 });
  world.later(61_000);
  for (const { id, phase } of await world.store.recent({}, 50)) {
    if (!['completed', 'rolled-back', 'cancelled'].includes(phase))
      await world.say(`rollback ${id} "next test"`);
  }
  await world.work();
  await world.say('budget shop in demo');
  world.later(61_000);
  server.asked = 0;
});

function sentenceOf(reply: Reply): string {
  return reply.kind === 'document' ? JSON.stringify(reply.tree) : reply.sentence;
}

async function watch(): Promise<void> {
  world.later(61_000);
  await watchBudgetsOnce(world.wired.watchBudgets);
}

async function observed(text: string): Promise<RolloutId> {
  const id = await world.rolloutOf(text);
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
  return id;
}

describe('deploy', () => {
  it('goes without a word while enough is left', async () => {
    expect(await world.say('deploy shop v2')).toMatchObject({
      kind: 'done',
      sentence: expect.not.stringContaining('budget'),
    });
  });

  it('goes with a warning that is said aloud and stands in the log', async () => {
    server.left = 0.2;
    const id = await world.rolloutOf('deploy shop v2');
    expect(await world.events(id)).toContainEqual(
      expect.objectContaining({ kind: 'budget-measured', level: 'warn', remaining: 0.2 }),
    );
    expect(sentenceOf(await world.say('status shop'))).toContain(
      'Error budget requests: open, with a warning.',
    );
  });

  it('is refused once it is frozen, also after it is a little better, until enough is left again', async () => {
    server.left = 0.08;
    expect(await world.say('deploy shop v2')).toMatchObject({
      code: 'budget-frozen',
      sentence: expect.stringContaining('8 % of it is left; releases stop below 10 %. Nothing was started.'),
    });
    expect(await world.say('prepare shop v2')).toMatchObject({ code: 'budget-frozen' });
    for (const [left, kind] of [
      [0.149, 'refused'],
      [0.15, 'done'],
    ] as const) {
      world.later(61_000);
      server.left = left;
      expect(await world.say('deploy shop v2')).toMatchObject({ kind });
    }
  });

  it('stays refused while the server does not answer, and goes with a warning where nothing was frozen', async () => {
    server.down = true;
    expect(sentenceOf(await world.say('deploy shop v2'))).toMatch(
      /has started\. The error budget requests cannot be told: prom answered 503/,
    );
    await world.say('rollback shop "again"');
    await world.work();
    Object.assign(server, { down: false, left: 0.08 });
    world.later(61_000);
    expect(await world.say('deploy shop v2')).toMatchObject({ code: 'budget-frozen' });
    server.down = true;
    world.later(61_000);
    expect(await world.say('deploy shop v2')).toMatchObject({
      code: 'budget-frozen',
      sentence: expect.stringContaining('how much of it is left is not known'),
    });
  });

  it('of a critical fix goes while it is frozen, and says so', async () => {
    server.left = 0.08;
    const id = await world.rolloutOf('deploy shop v2 --critical "mends the checkout"');
    const [requested] = await world.events(id);
    expect(requested).toMatchObject({ reason: 'mends the checkout', plan: { critical: true } });
    await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
    await watch();
    expect(await world.kinds(id)).not.toContain('paused');
  });

  it('of a critical fix waits for somebody else at the end of its first stage when (nearly) nothing is left', async () => {
    server.left = 0.02;
    const id = await observed('deploy shop v2 --critical "mends the checkout"');
    expect(await world.say(`promote ${id}`)).toMatchObject({ kind: 'done' });
    expect((await world.store.find(id))?.phase).toBe('waiting');
    expect(await world.say(`approve ${id}`, 'bo')).toMatchObject({ code: 'own-rollout' });
  });

  it('of a critical fix shows in its plan what it passes and who has to approve it', async () => {
    server.left = 0.02;
    const text = sentenceOf(await world.say('deploy shop v2 --critical "mends it" --dry-run'));
    expect(text).toContain('Error budget requests lets releases go on.');
    expect(text).toContain('frozen, critical fixes only with approval; this goes as a critical fix');
    expect(text).toMatch(
      /Dry run: nothing was started.*It goes as a critical fix.*somebody else approves them/,
    );
  });

  it('asks no metric server where no environment gates', async () => {
    await world.say('deploy api 1.1 to staging');
    expect(server.asked).toBe(0);
  });
});

describe('a rollout under way', () => {
  it('is paused by a budget that freezes, not rolled back, and people can resume it', async () => {
    const id = await observed('deploy shop v2');
    server.left = 0.06;
    await watch();
    await watch();
    expect((await world.kinds(id)).filter((kind) => kind === 'paused')).toEqual(['paused']);
    expect(await world.say(`resume ${id}`)).toMatchObject({ kind: 'done' });
    await watch();
    expect((await world.wired.ledger.load(id))?.pause).toBeNull();
  });

  it('hears of a burn that is due a page', async () => {
    const id = await observed('deploy shop v2');
    Object.assign(server, { left: 0.6, burn: 20 });
    await watch();
    expect(await world.events(id)).toContainEqual(expect.objectContaining({ alert: 'page', level: 'open' }));
    expect((await world.wired.ledger.load(id))?.pause).toBeNull();
  });

  it('that waited in the queue is dropped at its turn when the budget froze meanwhile', async () => {
    const live = await observed('deploy shop v2');
    const queued = await world.rolloutOf('deploy shop v3');
    server.left = 0.08;
    await watch();
    await world.say(`rollback ${live} "make way"`);
    await world.workUntil(async () => (await world.store.find(queued))?.phase !== 'queued');
    expect((await world.events(queued)).at(-1)).toEqual({
      kind: 'cancelled',
      reason: 'the error budget requests froze while it waited; `budget` shows when releases go on',
    });
  });
});

describe('budget', () => {
  it('shows what is left, how fast it goes, and what that means', async () => {
    Object.assign(server, { left: 0.08, burn: 2 });
    const reply = await world.say('budget shop');
    expect(reply).toMatchObject({ kind: 'document', tree: { summary: '1 budget of 1 stops releases.' } });
    if (reply.kind !== 'document') return;
    const table = reply.tree.blocks.find(({ kind }) => kind === 'table');
    expect(table).toMatchObject({
      rows: [
        ['requests', '99.9 % over 30d', '8 %', '5m 2x, 30m 2x, 1h 2x, 6h 2x, 3d 2x, 30d 0.9x', 'frozen'],
      ],
    });
    expect(sentenceOf(reply)).toContain('Releases go on once 15 % is left again');
  });

  it('shows one that gates nothing as that', async () => {
    expect(sentenceOf(await world.say('budget api in staging'))).toContain(
      'It stops nothing in this environment',
    );
  });

  it('shows nothing of environments that the speaker may not look at', async () => {
    expect(sentenceOf(await world.say('budget', 'ana'))).not.toContain('api in production');
    expect(sentenceOf(await world.say('budget', 'bo'))).toContain('api in production');
    expect(await world.say('budget shpo')).toMatchObject({ code: 'no-such-service' });
  });

  it('asks the metric server a minute apart at most', async () => {
    await world.say('budget shop');
    await world.say('budget shop');
    expect(server.asked).toBe(1);
  });
});
