import type { WebClient } from '@slack/web-api';
import { WebAPIHTTPError, WebAPIPlatformError } from '@slack/web-api';
import { z } from 'zod';
import { counted } from '../../../core/prose.ts';
import type { Instant } from '../../../core/time.ts';
import type { Examine, Finding } from '../../../ports/examine.ts';
import type { Log } from '../../../ports/log.ts';
import { botScopes } from '../../../render/slack/scopes.ts';
import { openSlackClient } from './client.ts';
import { examineClock } from './examine-clock.ts';
import { slackFailure } from './slack-failure.ts';

export interface ExamineSlackOptions {
  readonly name: string;
  readonly team: string;
  readonly channel: string;
  readonly token: string;
  readonly hasSigningSecret: boolean;
  /** Null without Socket Mode. */
  readonly appToken: string | null;
  readonly apiUrl: string | null;
  readonly clock: () => Instant;
  readonly log: Log;
}

const Tested = z.object({ team_id: z.string(), user_id: z.string(), team: z.string().optional() });
const Scopes = z.object({ response_metadata: z.object({ scopes: z.array(z.string()) }) });
const Info = z.object({
  channel: z.looseObject({
    name: z.string().optional(),
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
  }),
});

/** Looks whether Belay can be used from a Slack channel: the token, the team, its scopes, the channel, what comes in. */
export function examineSlack(options: ExamineSlackOptions): Examine {
  return async () => {
    const client = openSlackClient(options);
    const token = await examineToken(options, client);
    const isUsable = token.every(({ state }) => state !== 'error');
    return [
      ...token,
      ...(isUsable ? [await examineChannel(options, client)] : []),
      await examineIncoming(options),
      ...(isUsable ? await examineClock(options) : []),
    ];
  };
}

async function examineToken(
  { name, team }: ExamineSlackOptions,
  client: WebClient,
): Promise<readonly Finding[]> {
  const about = `Slack, place ${name}: token`;
  try {
    const answer = await client.auth.test();
    const { team_id: found, team: called } = Tested.parse(answer);
    if (found !== team) {
      return [
        error(
          about,
          `The token belongs to the workspace ${found}${called === undefined ? '' : ` (${called})`}, and belay.yml names ${team}: nothing from either would be heard. Put ${found} into \`team\`, or the token of the app in ${team} into its secret.`,
        ),
      ];
    }
    const granted = Scopes.safeParse(answer);
    const scopes = granted.success ? granted.data.response_metadata.scopes : null;
    return [ok(about, `The token works in the workspace ${found}.`), ...examineScopes(name, scopes)];
  } catch (failed) {
    return [error(about, slackFailure(failed, 'use its token').message)];
  }
}

function examineScopes(name: string, granted: readonly string[] | null): readonly Finding[] {
  const about = `Slack, place ${name}: scopes`;
  if (granted === null) {
    return [
      warning(
        about,
        'Slack does not say which scopes the token has, so missing ones show only when they are needed.',
      ),
    ];
  }
  const missing = botScopes.filter(({ scope }) => !granted.includes(scope));
  if (missing.length === 0)
    return [ok(about, `The token has all ${botScopes.length} scopes that Belay uses.`)];
  const lost = missing.map(({ scope, why }) => `${scope} (${why})`).join('; ');
  const sentence = `The token lacks ${counted(missing.length, 'scope')}: ${lost}. Add what is missing under “OAuth & Permissions” of the app, install the app again, and restart Belay with the new token if it changed.`;
  return [missing.some(({ vital }) => vital) ? error(about, sentence) : warning(about, sentence)];
}

async function examineChannel({ name, channel }: ExamineSlackOptions, client: WebClient): Promise<Finding> {
  const about = `Slack, place ${name}: channel ${channel}`;
  try {
    const { channel: found } = Info.parse(await client.conversations.info({ channel }));
    const called = found.name === undefined ? channel : `#${found.name}`;
    if (found.is_archived === true) {
      return error(
        about,
        `${called} is archived, so no card can be posted. Unarchive it, or put another channel into belay.yml.`,
      );
    }
    if (found.is_member === false) {
      return error(about, `Belay is not in ${called}, so no card can be posted. Type /invite @Belay there.`);
    }
    return ok(about, `Belay is in ${called}.`);
  } catch (failed) {
    if (failed instanceof WebAPIPlatformError && failed.data.error === 'missing_scope') {
      return warning(about, 'Belay may not look at the channel; the missing scope is named above.');
    }
    return error(about, slackFailure(failed, `look at the channel ${channel}`).message);
  }
}

/** How commands and clicks come in: signed requests, or a connection that Belay opens. */
async function examineIncoming(options: ExamineSlackOptions): Promise<Finding> {
  const { name, appToken, hasSigningSecret } = options;
  const about = `Slack, place ${name}: commands and clicks`;
  if (appToken === null) {
    return hasSigningSecret
      ? ok(
          about,
          `They come as signed requests to /places/${name}, which the app must have as its request URL.`,
        )
      : error(
          about,
          'There is neither a signing secret nor an app token, so Belay hears nothing from Slack. Set `signing_secret` for requests, or `app_token` for Socket Mode.',
        );
  }
  const client = openSlackClient({ ...options, token: appToken });
  try {
    await client.apps.connections.open();
    return ok(about, 'They come over Socket Mode; the app token can open a connection.');
  } catch (failed) {
    const needs =
      'An app token begins with xapp- and has the scope connections:write; Socket Mode must be on.';
    const tells =
      failed instanceof WebAPIPlatformError || failed instanceof WebAPIHTTPError ? ` ${needs}` : '';
    return error(about, `${slackFailure(failed, 'open a connection for Socket Mode').message}${tells}`);
  }
}

function ok(about: string, sentence: string): Finding {
  return { about, state: 'ok', sentence };
}

function warning(about: string, sentence: string): Finding {
  return { about, state: 'warning', sentence };
}

function error(about: string, sentence: string): Finding {
  return { about, state: 'error', sentence };
}
