import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Belay, freePorts, startBelay } from '../e2e/belay.ts';
import { runBelay } from '../e2e/process.ts';
import { openTowns, slackUser, type Towns } from '../e2e/towns.ts';
import { type CountedVersion, startCounted } from '../e2e/version.ts';
import { startVisitors, type Visitors } from '../e2e/visitors.ts';

let towns: Towns;
let belay: Belay;
let v1: CountedVersion;
let next: CountedVersion;
let visitors: Visitors;
let id: string;

const patience = { timeout: 20_000, interval: 100 };
const plan = {
  stages: [
    {
      weight: '20%',
      hold: '2s',
      // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
      then: { approvals: 2, of: 'release-manager' },
    },
    { weight: '50%', hold: '10m' },
    { weight: '100%', hold: '1s' },
  ],
};

beforeAll(async () => {
  towns = await openTowns();
  const commit = towns.pull.head.sha;
  [v1, next] = await Promise.all([startCounted('v1'), startCounted(commit)]);
  const [port = 0] = await freePorts(1);
  const versions = { v1: v1.port, [commit]: next.port };
  const service = { name: 'shop', port, versions, stable: 'v1', plan };
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

const slackCard = () => {
  const posted = [...towns.slack.state.messages.values()];
  const cards = posted.filter(
    ({ channel, thread, onlyTo }) => channel === 'C0DEPLOYS' && thread === null && onlyTo === null,
  );
  expect(cards).toHaveLength(1);
  return cards[0] as (typeof cards)[number];
};
const discordCard = () => {
  const cards = towns.discord.messages();
  expect(cards).toHaveLength(1);
  return cards[0] as (typeof cards)[number];
};
const githubCard = () => {
  const answers = towns.answers();
  expect(answers).toHaveLength(1);
  return answers[0] ?? '';
};
const onSlack = () => JSON.stringify(slackCard().blocks);
const onDiscord = () => JSON.stringify(discordCard().components);

describe('one rollout on four places', () => {
  it('is asked for in a pull request, and is seen everywhere', async () => {
    await towns.comment('ana', '@belay deploy to demo');
    await vi.waitFor(async () => expect(await belay.cards()).toHaveLength(1), patience);
    const [card] = await belay.cards();
    id = card?.rollout ?? '';
    expect(card).toMatchObject({
      version: towns.pull.head.sha,
      requestedBy: 'Ana Lima',
      source: { repository: 'acme/shop', commit: towns.pull.head.sha, pull: towns.pull.number },
    });
    await vi.waitFor(() => {
      expect(onSlack()).toContain(id);
      expect(onDiscord()).toContain(id);
      expect(githubCard()).toContain(id);
    }, patience);
    await vi.waitFor(() => {
      expect(towns.repository.reactions.map(({ content }) => content)).toContain('eyes');
      const [deployment] = towns.repository.deployments.values();
      expect(deployment).toMatchObject({ sha: towns.pull.head.sha, environment: 'demo' });
    }, patience);
  });

  it('waits for two people, whom it asks on every place', async () => {
    await belay.until(id, ({ card }) => card.approval !== null);
    await vi.waitFor(() => {
      for (const shown of [onSlack(), onDiscord(), githubCard()]) expect(shown).toContain('Approve');
    }, patience);
    await vi.waitFor(() => {
      const asked = [...towns.slack.state.messages.values()].filter(({ channel }) => channel.startsWith('D'));
      expect(asked).toHaveLength(2);
    }, patience);
  });

  it('counts one person once, on whichever places they click, and never who asked for it', async () => {
    await towns.slack.click(slackCard().ts, { user: slackUser('bo'), button: 'Approve' });
    await belay.until(id, ({ card }) => card.approval?.given.length === 1);
    await towns.discord.click(discordCard(), 'Approve', { user: towns.discord.town.bo });
    await towns.comment('bo', `@belay approve ${id} --gate 1`);
    await towns.slack.click(slackCard().ts, { user: slackUser('ana'), button: 'Approve' });
    await vi.waitFor(() => {
      const said = [...towns.slack.state.messages.values()].map(({ text }) => text).join('\n');
      expect(said).toMatch(/asked for .* yourself|role/i);
    }, patience);
    expect((await belay.view(id)).card.approval?.given).toMatchObject([{ person: 'Bo Chen' }]);
  });

  it('goes on with a second approval from GitHub, and the buttons are gone everywhere', async () => {
    await towns.comment('di', '@belay approve');
    await belay.until(id, ({ card }) => card.traffic.wanted === 50);
    await vi.waitFor(() => {
      // Below the card stand documents, the analysis of that moment with its commands among them.
      const [onGithub = ''] = githubCard().split('<details><summary>Checklist');
      for (const shown of [onSlack(), onDiscord(), onGithub]) {
        expect(shown).toContain('Bo Chen');
        expect(shown).toContain('Di Evans');
        expect(shown).not.toContain(`approve ${id}`);
      }
    }, patience);
  });

  it('is rolled back from Discord, which everybody sees', async () => {
    const pressed = await towns.discord.click(discordCard(), 'Roll back', { user: towns.discord.town.kim });
    await towns.discord.submit(pressed.interaction, { reason: 'checkout @here is *slow*' });
    await belay.until(id, ({ card }) => card.phase === 'rolled back');
    await vi.waitFor(() => {
      for (const shown of [onSlack(), onDiscord(), githubCard()]) expect(shown).toMatch(/rolled back/i);
      const [deployment] = towns.repository.deployments.values();
      expect(deployment?.statuses.at(-1)?.state).toBe('failure');
    }, patience);
    expect(onSlack()).not.toContain('<!here>');
    const story = await belay.story(id);
    expect(story).toContain('Di Evans');
  });

  it('left one card on each place, and its story in the threads', async () => {
    slackCard();
    discordCard();
    githubCard();
    await vi.waitFor(() => {
      const thread = [...towns.slack.state.messages.values()].filter(
        ({ thread }) => thread === slackCard().ts,
      );
      expect(thread.length).toBeGreaterThan(3);
      expect([...towns.slack.state.files.values()].map(({ name }) => name)).toEqual(
        expect.arrayContaining([expect.stringMatching(/\.txt$/), expect.stringMatching(/\.png$/)]),
      );
    }, patience);
  });
});

describe('a rollout that completes', () => {
  it('is a success wherever it is shown, also in the environment that GitHub knows', async () => {
    const again = await belay.rolloutOf(`deploy shop ${towns.pull.head.sha} to demo`, 'ana');
    await belay.until(again, ({ card }) => card.approval !== null);
    for (const person of ['bo', 'di']) await belay.say(`approve ${again} --gate 1`, person);
    await belay.until(again, ({ card }) => card.traffic.wanted === 50);
    await belay.say(`promote ${again} --all`);
    await belay.until(again, ({ card }) => card.phase === 'completed');
    await vi.waitFor(() => {
      const cards = [...towns.slack.state.messages.values()].filter(({ blocks }) =>
        JSON.stringify(blocks).includes(`${again}`),
      );
      expect(JSON.stringify(cards)).toMatch(/Completed/);
      expect(JSON.stringify(towns.discord.messages().at(-1)?.components)).toMatch(/completed/i);
      const last = [...towns.repository.deployments.values()].at(-1);
      expect(last?.statuses.at(-1)?.state).toBe('success');
      expect([...towns.repository.checkRuns.values()].at(-1)).toMatchObject({ conclusion: 'success' });
    }, patience);
  });
});

describe('doctor', () => {
  it('finds the places well, and says what is missing when something is', async () => {
    const found = await runBelay(['doctor', '--json'], belay.variables).finished;
    const findings = JSON.parse(found.out) as { about: string; state: string; sentence: string }[];
    const about = (name: RegExp) => findings.filter((one) => name.test(one.about));
    for (const place of [/slack/i, /discord/i, /github/i]) {
      expect(about(place).length, String(place)).toBeGreaterThan(0);
      expect(about(place).filter(({ state }) => state === 'error')).toEqual([]);
    }
    towns.slack.grant(['chat:write']);
    towns.discord.withdrawToken();
    const again = await runBelay(['doctor'], belay.variables).finished;
    expect(again.code).not.toBe(0);
    expect(again.out).toMatch(/commands/);
    expect(again.out).toMatch(/token/i);
  });
});
