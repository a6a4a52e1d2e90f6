import type { IncomingHttpHeaders } from 'node:http';
import { Webhooks } from '@octokit/webhooks';
import type { Config, GithubPlace } from '../../src/config/config.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Hear } from '../hear/hear.ts';
import type { HeardOnce } from './read.ts';
import { readWebhook } from './read-webhook.ts';

export interface ListenParts {
  readonly place: Pick<GithubPlace, 'name' | 'repositories' | 'mentions'>;
  readonly config: Pick<Config, 'repositories' | 'triggers'>;
  /** Of the App's webhook. */
  readonly secret: string;
  readonly hear: Pick<Hear, 'hear'>;
  readonly clock: () => Instant;
  readonly log: Log;
}

export interface Answer {
  readonly status: number;
  readonly body: { readonly sentence: string };
}

/** Takes one webhook: checks it, keeps it, and answers before anything is done about it. Never throws. */
export type GithubListener = (rawBody: Buffer, headers: IncomingHttpHeaders) => Promise<Answer>;

/** GitHub's own limit is 25 MB; what Belay listens to is far smaller. */
export const longestWebhook = 5 * 1024 * 1024;

export function createListener(parts: ListenParts): GithubListener {
  const webhooks = new Webhooks({ secret: parts.secret });
  return async (rawBody, headers) => {
    if (rawBody.length > longestWebhook) return answer(413, 'That is more than fits into one webhook.');
    const body = rawBody.toString('utf8');
    if (!(await isSigned(webhooks, body, headers['x-hub-signature-256']))) {
      parts.log.warn({ place: parts.place.name }, 'a webhook without a valid signature was refused');
      return answer(401, 'The signature is missing or was made with another secret. Nothing was done.');
    }
    const payload = jsonOf(body);
    if (payload === undefined) {
      return answer(400, 'That is no JSON: set the content type of the webhook to application/json.');
    }
    return take(parts, String(headers['x-github-event'] ?? ''), payload);
  };
}

async function take(parts: ListenParts, event: string, payload: unknown): Promise<Answer> {
  const read = readWebhook(event, payload, { ...parts, now: parts.clock() });
  switch (read.kind) {
    case 'ignored':
      return answer(200, read.sentence);
    case 'refused':
      parts.log.warn({ place: parts.place.name, event }, read.sentence);
      return answer(read.status, read.sentence);
    case 'heard': {
      const news = await hearAll(parts, read.all);
      return answer(202, news ? 'Belay is on it.' : 'Belay knows that already.');
    }
  }
}

/** @returns whether anything of it was new */
export async function hearAll(
  { place, hear }: Pick<ListenParts, 'place' | 'hear'>,
  all: readonly HeardOnce[],
): Promise<boolean> {
  let news = false;
  for (const { key, heard } of all) {
    const text = heard.kind === 'comment' ? heard.text : undefined;
    news = (await hear.hear({ place: place.name, key, payload: heard }, text)) === 'new' || news;
  }
  return news;
}

async function isSigned(
  webhooks: Webhooks,
  body: string,
  signature: string | readonly string[] | undefined,
): Promise<boolean> {
  if (typeof signature !== 'string' || !/^sha256=[0-9a-f]{64}$/.test(signature) || body === '') return false;
  return webhooks.verify(body, signature).catch(() => false);
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function answer(status: number, sentence: string): Answer {
  return { status, body: { sentence } };
}
