import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { Failure } from '../../../core/failure.ts';

const later = 'Rollouts go on, and what was to be said is said later.';

/** Errors of Slack that pass by themselves. */
const passing = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'metadata_could_not_be_stored',
]);
const busy = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);

/** What to do about errors that stay until a person does something. */
const remedies: Readonly<Record<string, string>> = {
  invalid_auth:
    'the token is not valid. Put the bot token of the installed app into its secret and restart Belay',
  not_authed: 'there is no token. Put the bot token of the installed app into its secret and restart Belay',
  token_expired: 'the token has expired. Install the app again and put the new bot token into its secret',
  token_revoked: 'the token was revoked. Install the app again and put the new bot token into its secret',
  account_inactive:
    'the app or its workspace was removed. Install the app again and put the new bot token into its secret',
  not_in_channel: 'Belay is not in the channel. Type /invite @Belay there',
  channel_not_found:
    'there is no such channel, or Belay is not in a private one. Check `channel` in belay.yml, which is an id like C0123456789, and type /invite @Belay there',
  is_archived: 'the channel is archived. Unarchive it, or put another channel into belay.yml',
  restricted_action: 'the workspace does not let apps post there. Ask its administrators to allow it',
  restricted_action_thread_locked: 'the thread is locked. Unlock it in Slack',
  restricted_action_read_only_channel:
    'the channel is read-only. Let Belay post there, or put another channel into belay.yml',
  ekm_access_denied: 'the workspace has suspended access to its messages. Ask its administrators',
  access_denied: 'access was denied. Ask the administrators of the workspace',
  missing_scope: 'a permission is missing. Install the app again with the scopes of docs/slack-manifest.yml',
  edit_window_closed:
    'the workspace forbids edits after a while. Ask its administrators to allow them for apps',
  cant_update_message:
    'the message belongs to another app. Check that the token is that of the app which posted it',
};

/**
 * An error of Slack's client in Belay's words, never with the token.
 * @param doing what was tried: `post a message in C0123456789`
 */
export function slackFailure(error: unknown, doing: string): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof WebAPIRateLimitedError) return busyFor(error.retryAfter * 1000, error);
  if (error instanceof WebAPIPlatformError) return refusedBy(error, doing);
  if (error instanceof WebAPIHTTPError) {
    return away(
      `Slack answered with status ${error.statusCode} instead of letting Belay ${doing}. ${later}`,
      error,
    );
  }
  const cause = error instanceof WebAPIRequestError ? error.original : error;
  return away(
    `Slack could not be reached to ${doing}. ${later} If that lasts, check the way to Slack from here.`,
    cause,
  );
}

/** Slack's own word for what it refused, or null for any other error. */
export function slackCode(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null;
}

/** The message, or the one whose thread it is, was deleted. */
export function isGone(error: unknown): boolean {
  const code = slackCode(error);
  return code === 'message_not_found' || code === 'thread_not_found';
}

/** Whether the call may have been carried out although no answer came. */
export function mayBeDone(error: unknown): boolean {
  if (error instanceof WebAPIRateLimitedError) return false;
  return !(error instanceof WebAPIPlatformError) || passing.has(error.data.error);
}

function busyFor(retryAfter: number, cause: unknown): Failure {
  const sentence = `Slack takes no more for ${Math.ceil(retryAfter / 1000)} s. ${later}`;
  return new Failure('place-busy', sentence, { retryable: true, retryAfter, cause });
}

function away(sentence: string, cause: unknown): Failure {
  return new Failure('place-unreachable', sentence, { retryable: true, cause });
}

function refusedBy(error: WebAPIPlatformError, doing: string): Failure {
  const { error: code } = error.data;
  if (busy.has(code)) return busyFor(1000 * (error.data.response_metadata?.retryAfter ?? 30), error);
  if (passing.has(code)) return away(`Slack failed to ${doing} (${code}). ${later}`, error);
  if (!/^[a-z0-9_]{1,80}$/.test(code)) {
    return away(
      `Something that is not Slack answered when Belay wanted to ${doing}: a proxy, or a wrong \`api_url\`. ${later}`,
      error,
    );
  }
  const remedy = Object.hasOwn(remedies, code) ? remedies[code] : undefined;
  const why = remedy ?? `it answered “${code}”. Run \`belay doctor\` to see what is wrong`;
  const needed =
    'needed' in error.data && typeof error.data['needed'] === 'string' ? ` (${error.data['needed']})` : '';
  const sentence = `Slack did not let Belay ${doing}: ${why}${needed}. Rollouts go on; what was to be said is said once that is mended.`;
  return new Failure('place-refused', sentence, { retryable: true, cause: error });
}
