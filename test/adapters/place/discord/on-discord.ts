import { createDiscordPlace } from '../../../../src/adapters/place/discord/place.ts';
import { type AskDiscord, createAskDiscord } from '../../../../src/adapters/place/discord/rest.ts';
import type { PlaceName } from '../../../../src/core/ids.ts';
import { type DiscordDouble, openDiscordDouble } from '../../../doubles/discord/discord.ts';
import type { Channel, Message } from '../../../doubles/discord/state.ts';
import { memoryPosts } from '../memory-posts.ts';

const noon = 1_780_000_000_000;

/** A Discord place against the double, on a clock that tests move. */
export async function onDiscord(rates: Parameters<typeof openDiscordDouble>[0] = {}) {
  const time = { now: noon };
  const clock = () => time.now;
  const free = { perChannel: { limit: 1000, millis: 1000 }, globally: { limit: 1000, millis: 1000 } };
  const discord = await openDiscordDouble({ clock, rates: free, ...rates });
  const posts = memoryPosts();
  const name = 'discord' as PlaceName;
  const { town } = discord;
  const accounts: Readonly<Record<string, string>> = {
    bo: town.bo.id,
    kim: town.kim.id,
    robot: town.robot.id,
  };
  const asked = createAskDiscord({ name, token: discord.token, apiUrl: discord.api });
  const open = (ask: AskDiscord = asked) =>
    createDiscordPlace(
      {
        name,
        guild: discord.guild,
        channel: discord.channel,
        ask,
        posts,
        clock,
        linkOf: (rollout) => `https://belay.example/#/${rollout}`,
        accountOf: (person) => accounts[person] ?? null,
      },
      async () => {},
    );
  return {
    discord,
    posts,
    time,
    ask: asked,
    place: open(),
    /** As another process would, that took over. */
    reopened: open,
    [Symbol.asyncDispose]: () => discord[Symbol.asyncDispose](),
  };
}

export function thread(discord: DiscordDouble): Channel | undefined {
  return [...discord.state.channels.values()].find(({ type }) => type === 11);
}

export function sent(discord: DiscordDouble): number {
  return discord.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'))
    .length;
}

export function textOf(message: Message | undefined): string {
  return JSON.stringify([message?.content, message?.components]);
}
