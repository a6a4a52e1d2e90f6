import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import { listed } from '../../../core/prose.ts';
import type { Finding } from '../../../ports/examine.ts';
import { codes } from './failure.ts';
import { missingOf, neededTogether, permissionsIn } from './permissions.ts';
import { type AskDiscord, createAskDiscord, type DiscordAccess } from './rest.ts';

export interface ExaminedDiscord extends DiscordAccess {
  readonly guild: string;
  readonly channel: string;
  /** From belay.yml; null when interactions come over the gateway. */
  readonly publicKey: string | null;
  /** What Belay registers when it starts. */
  readonly command: string;
}

interface Look {
  readonly examined: ExaminedDiscord;
  readonly ask: AskDiscord;
  readonly application: Application;
}

const Application = z.object({
  id: z.string(),
  name: z.string(),
  verify_key: z.string(),
  interactions_endpoint_url: z.string().nullish(),
});
type Application = z.infer<typeof Application>;
const User = z.object({ id: z.string() });
const Guild = z.object({
  name: z.string(),
  roles: z.array(z.object({ id: z.string(), permissions: z.string() })),
});
type Guild = z.infer<typeof Guild>;
const Member = z.object({ roles: z.array(z.string()) });
const Channel = z.object({
  type: z.number(),
  name: z.string().nullish(),
  guild_id: z.string().optional(),
  permission_overwrites: z
    .array(z.object({ id: z.string(), allow: z.string(), deny: z.string() }))
    .default([]),
});
type Channel = z.infer<typeof Channel>;
const Commands = z.array(z.object({ name: z.string() }));

/** Text and announcement channels: messages in them can begin threads. */
const cardChannels = [0, 5];

/** Looks at the token, the server, the channel and what the bot may do there. Changes nothing, never throws. */
export async function examineDiscord(examined: ExaminedDiscord): Promise<readonly Finding[]> {
  const about = `Discord place ${examined.name}`;
  const finding = (state: Finding['state'], sentence: string): Finding => ({ about, state, sentence });
  try {
    const ask = createAskDiscord(examined);
    const application = await read(ask, '/applications/@me', Application);
    const look = { examined, ask, application };
    const errors = await lookAtServer(look);
    const warnings = errors.length > 0 ? [] : await lookAtCommands(look);
    const key = lookAtKey(look);
    const wrong = [...errors, ...key].map((sentence) => finding('error', sentence));
    const found = [...wrong, ...warnings.map((sentence) => finding('warning', sentence))];
    if (found.length > 0) return found;
    return [
      finding('ok', `The bot ${application.name} can post, begin threads and attach files in its channel.`),
    ];
  } catch (error) {
    return [finding('error', wordsOf(error))];
  }
}

/** What is wrong with the server or the channel, in sentences. */
async function lookAtServer({ examined, ask, application }: Look): Promise<readonly string[]> {
  const { guild: id, name } = examined;
  const guildAnswer = await ask({ method: 'GET', path: `/guilds/${id}` }, [
    codes.unknownGuild,
    codes.missingAccess,
  ]);
  if (guildAnswer.kind === 'refused') {
    return [
      `The bot ${application.name} is not in the server ${id}, so nothing is said on ${name}. Invite it with ${invitation(application, id)}, or correct \`guild\` in belay.yml.`,
    ];
  }
  const guild = Guild.parse(guildAnswer.body);
  const channelAnswer = await ask({ method: 'GET', path: `/channels/${examined.channel}` }, [
    codes.unknownChannel,
    codes.missingAccess,
  ]);
  if (channelAnswer.kind === 'refused') {
    const why =
      channelAnswer.code === codes.unknownChannel
        ? `There is no channel ${examined.channel}. Set \`channel\` in belay.yml to the id of a text channel of ${guild.name}`
        : `The bot may not see the channel ${examined.channel}. Give its role View Channel there`;
    return [`${why}; until then nothing is said on ${name}.`];
  }
  const channel = Channel.parse(channelAnswer.body);
  return lookAtChannel({ examined, ask, application }, guild, channel);
}

async function lookAtChannel(look: Look, guild: Guild, channel: Channel): Promise<readonly string[]> {
  const { examined, ask } = look;
  if (channel.guild_id !== examined.guild) {
    return [
      `The channel ${examined.channel} is not one of the server ${guild.name}, so commands there are refused. Set \`guild\` and \`channel\` in belay.yml to ids that belong together.`,
    ];
  }
  if (!cardChannels.includes(channel.type)) {
    return [
      `The channel ${channel.name ?? examined.channel} is no text channel, so cards cannot have threads there. Set \`channel\` in belay.yml to a text or announcement channel.`,
    ];
  }
  const self = await read(ask, '/users/@me', User);
  const member = await read(ask, `/guilds/${examined.guild}/members/${self.id}`, Member);
  const has = permissionsIn(
    examined.guild,
    guild.roles,
    { id: self.id, roles: member.roles },
    channel.permission_overwrites,
  );
  const missing = missingOf(has);
  if (missing.length === 0) return [];
  const lacks = listed(missing.map((one) => `${one.name} (${one.for})`));
  return [
    `In the channel ${channel.name ?? examined.channel} the bot lacks ${lacks}. Give its role these permissions in the channel’s settings.`,
  ];
}

async function lookAtCommands({ examined, ask, application }: Look): Promise<readonly string[]> {
  const path = `/applications/${application.id}/guilds/${examined.guild}/commands` as const;
  const answer = await ask({ method: 'GET', path }, [codes.missingAccess]);
  if (answer.kind === 'refused') {
    return [
      `The bot was invited without the scope \`applications.commands\`, so \`/${examined.command}\` cannot be offered. Invite it again with ${invitation(application, examined.guild)}; nothing is lost by that.`,
    ];
  }
  if (Commands.parse(answer.body).some(({ name }) => name === examined.command)) return [];
  return [
    `\`/${examined.command}\` is not registered in the server yet. Belay does that when it starts; start it, and look again.`,
  ];
}

function lookAtKey({ examined: { publicKey, name }, application }: Look): readonly string[] {
  if (publicKey === null || publicKey.toLowerCase() === application.verify_key.toLowerCase()) return [];
  return [
    `\`public_key\` of ${name} is not the one of the application ${application.name}, so every command over HTTP is refused as forged. Copy Public Key from General Information in Discord’s developer portal.`,
  ];
}

/** Where somebody who manages the server lets the bot in, with just what it needs. */
export function invitation(application: Pick<Application, 'id'>, guild: string): string {
  const query = new URLSearchParams({
    client_id: application.id,
    scope: 'bot applications.commands',
    permissions: neededTogether.toString(),
    guild_id: guild,
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

async function read<T>(ask: AskDiscord, path: `/${string}`, schema: z.ZodType<T>): Promise<T> {
  const answer = await ask({ method: 'GET', path });
  return schema.parse(answer.kind === 'answer' ? answer.body : null);
}

function wordsOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (error instanceof z.ZodError)
    return 'What answers there is not Discord’s API. Correct `api_url` in belay.yml.';
  return `It could not be examined: ${String(error)}.`;
}
