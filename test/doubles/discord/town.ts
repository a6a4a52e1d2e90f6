import { everything } from './permissions.ts';
import { createSnowflakes } from './snowflake.ts';
import type { Channel, DiscordState, Guild, User } from './state.ts';

/** Who and what there is before a test begins. */
export interface Town {
  readonly guild: string;
  readonly channel: string;
  /** A guild that the bot is in as well, with a channel, and that belay.yml does not name. */
  readonly otherGuild: string;
  readonly otherChannel: string;
  readonly bo: User;
  readonly kim: User;
  readonly lee: User;
  readonly stranger: User;
  readonly robot: User;
  /** Direct messages between the bot and somebody. */
  directChannel(user: User): string;
}

export function settle(clock: () => number, publicKey: string): { state: DiscordState; town: Town } {
  const newId = createSnowflakes(clock);
  const person = (username: string, bot = false): User => ({
    id: newId(),
    username,
    global_name: bot ? null : username,
    bot,
    discriminator: '0',
    avatar: null,
  });
  const bot = person('belay', true);
  const [bo, kim, lee, stranger, robot] = [
    person('bo'),
    person('kim'),
    person('lee'),
    person('stranger'),
    person('robot', true),
  ];
  const state: DiscordState = {
    application: { id: bot.id, publicKey },
    bot,
    users: new Map([bot, bo, kim, lee, stranger, robot].map((user) => [user.id, user])),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    interactions: new Map(),
    commands: new Map(),
    commandCreations: 0,
    newId,
    clock,
  };
  const people = [bot, bo, kim, lee, stranger, robot];
  const here = found(state, 'Shop', people);
  const other = found(state, 'Elsewhere', people);
  return {
    state,
    town: {
      guild: here.guild.id,
      channel: here.channel.id,
      otherGuild: other.guild.id,
      otherChannel: other.channel.id,
      bo,
      kim,
      lee,
      stranger,
      robot,
      directChannel(user) {
        const id = newId();
        state.channels.set(id, { id, type: 1, name: '', recipients: [user], permission_overwrites: [] });
        return id;
      },
    },
  };
}

function found(
  state: DiscordState,
  name: string,
  people: readonly User[],
): { guild: Guild; channel: Channel } {
  const id = state.newId();
  const guild: Guild = {
    id,
    name,
    ownerId: people[1]?.id ?? '',
    roles: [{ id, name: '@everyone', permissions: everything.toString() }],
    members: new Map(people.map((user) => [user.id, []])),
    commandsAllowed: true,
  };
  const channel: Channel = {
    id: state.newId(),
    type: 0,
    name: 'releases',
    guild_id: id,
    permission_overwrites: [],
  };
  state.guilds.set(id, guild);
  state.channels.set(channel.id, channel);
  return { guild, channel };
}
