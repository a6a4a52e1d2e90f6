import { LogLevel, WebClient } from '@slack/web-api';
import type { Log } from '../../../ports/log.ts';

/** Longer than Slack ever takes, shorter than a worker holds its lease. */
const timeout = 8000;

export interface SlackClientOptions {
  readonly token: string;
  /** Where the API is when it is not Slack's own. */
  readonly apiUrl: string | null;
  readonly log: Log;
}

/** Slack's client, which tries nothing again by itself: what failed stays in the outbox, in order. */
export function openSlackClient({ token, apiUrl, log }: SlackClientOptions): WebClient {
  const told = (...said: unknown[]) =>
    log.warn({ said: said.map(String).join(' ') }, 'the Slack client warns');
  const silent = () => {};
  return new WebClient(token, {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
    timeout,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: {
      // Debugging output holds what is posted; failed calls are told by whoever made them.
      debug: silent,
      info: silent,
      warn: silent,
      error: told,
      setLevel: silent,
      getLevel: () => LogLevel.ERROR,
      setName: silent,
    },
  });
}
