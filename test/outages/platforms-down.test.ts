import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Belay, freePorts, startBelay } from '../e2e/belay.ts';
import { openTowns, slackUser, type Towns } from '../e2e/towns.ts';
import { type CountedVersion, startCounted } from '../e2e/version.ts';
import { startVisitors, type Visitors } from '../e2e/visitors.ts';

let towns: Towns;
let belay: Belay;
let v1: CountedVersion;
let next: CountedVersion;
let visitors: Visitors;

const plan = {
  stages: [
    { weight: '20%', hold: '4s' },
    { weight: '50%', hold: '10m' },
    { weight: '100%', hold: '1s' },
  ],
};

beforeAll(async () => {
  towns = await openTowns();
  const commit = towns.pull.head.sha;
  [v1, next] = await Promise.all([startCounted('v1'), startCounted(commit)]);
  const [port = 0] = await freePorts(1);
  const service = { name: 'shop', port, versions: { v1: v1.port, [commit]: next.port }, stable: 'v1', plan };
  belay = await startBelay(towns.configurationOf(service), towns.variables());
  towns.deliverTo(belay.url);
  visitors = startVisitors(`http://127.0.0.1:${port}/`, 120);
}, 60_000);

afterAll(async () => {
  await visitors?.[Symbol.asyncDispose]();
  await belay?.[Symbol.asyncDispose]();
  await Promise.all([v1, next].map((version) => version?.[Symbol.asyncDispose]()));
  await towns?.[Symbol.asyncDispose]();
});

async function away(down: boolean): Promise<void> {
  towns.slack.faults.down = down;
  towns.discord.faults.down = down;
  await (down ? towns.github.down() : towns.github.up());
}

const onSlack = () =>
  [...towns.slack.state.messages.values()].filter(
    ({ channel, onlyTo }) => channel === 'C0DEPLOYS' && onlyTo === null,
  );
const slackCards = () => onSlack().filter(({ thread }) => thread === null);
const slackLines = () => onSlack().filter(({ thread }) => thread !== null);

/** Where in the texts each of these first stands. */
function positions(texts: readonly string[], wanted: readonly RegExp[]): readonly number[] {
  return wanted.map((one) => texts.findIndex((text) => one.test(text)));
}

it('a rollout goes on and back while every platform is away, and then they hear all of it in order, once', async () => {
  await towns.comment('ana', '@belay deploy to demo');
  await vi.waitFor(() => expect(slackCards()).toHaveLength(1), { timeout: 20_000 });
  await vi.waitFor(() => expect(towns.discord.messages()).toHaveLength(1), { timeout: 20_000 });
  await vi.waitFor(() => expect(towns.answers()).toHaveLength(1), { timeout: 20_000 });
  const [card] = await belay.cards();
  const id = card?.rollout ?? '';

  await away(true);
  await belay.until(id, ({ card: { traffic } }) => traffic.wanted === 50);
  await belay.say(`pause ${id} "reading the news"`);
  await belay.say(`resume ${id}`);
  await sleep(2000);
  next.fail(1);
  await belay.until(id, ({ card: { phase } }) => phase === 'rolled back');
  expect((await belay.view(id)).card.traffic.wanted).toBe(0);
  // Anything said there meanwhile would be said twice afterwards.
  const before = [slackLines().length, towns.discord.messages().length, towns.answers().length];

  await away(false);
  const told = [
    /Stage .*20|20 ?%.*(passed|held|done)/i,
    /reading the news/,
    /[Rr]esumed/,
    /error-rate/,
    /rolled back|Rolled back/,
  ];
  await vi.waitFor(
    () => {
      const lines = slackLines().map(({ blocks, text }) => `${text} ${JSON.stringify(blocks)}`);
      const places = positions(lines, told);
      expect(places).not.toContain(-1);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(JSON.stringify(slackCards())).toMatch(/rolled back/i);
      expect(JSON.stringify(towns.discord.messages())).toMatch(/rolled back/i);
      expect(towns.answers().join()).toMatch(/rolled back/i);
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(slackCards()).toHaveLength(1);
  expect(towns.discord.messages()).toHaveLength(1);
  expect(towns.answers().filter((body) => body.includes(id)).length).toBeGreaterThan(0);
  expect(slackLines().length).toBeGreaterThan(before[0] ?? 0);
  const texts = slackLines().map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
  const [deployment] = towns.repository.deployments.values();
  await vi.waitFor(() => expect(deployment?.statuses.at(-1)?.state).toBe('failure'), { timeout: 30_000 });
});

it('a rollback from Slack works while Slack takes no answers', async () => {
  next.fail(0);
  const id = await belay.rolloutOf(`deploy shop ${towns.pull.head.sha} to demo`);
  await belay.until(id, ({ card: { phase, traffic } }) => phase === 'observing' && traffic.wanted > 0);
  towns.slack.faults.slowBy = 5000;
  await towns.slack.command({ user: slackUser('bo'), text: `rollback ${id} "Slack is slow"` });
  await belay.until(id, ({ card: { traffic } }) => traffic.wanted === 0, 4000);
  towns.slack.faults.slowBy = 0;
});
