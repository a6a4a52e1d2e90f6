import { z } from 'zod';
import type { Millis } from '../../src/core/time.ts';
import type { GithubCalls } from '../../src/ports/github-calls.ts';
import { atMost } from '../hear/at-most.ts';
import type { Hear } from '../hear/hear.ts';
import { hearAll, type ListenParts } from './listen.ts';
import { oldest } from './read.ts';
import { heardEvents, readWebhook } from './read-webhook.ts';

const Attempt = z.object({
  id: z.number(),
  guid: z.string(),
  delivered_at: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  status_code: z.number(),
  event: z.string(),
  action: z.string().nullish(),
});
type Attempt = z.infer<typeof Attempt>;

const Whole = z.object({ request: z.object({ payload: z.unknown() }) });

export interface CatchUpParts extends Omit<ListenParts, 'secret' | 'hear'> {
  readonly client: Pick<GithubCalls, 'asApp'>;
  readonly hear: Pick<Hear, 'hear' | 'idle'>;
}

/** One after the other, as long as no single one, nor what else is going on, holds all the others up. */
const patience: Millis = 10_000;
/** A bot that was away for days in a busy organisation; what is beyond it is said in the log. */
const most = 1000;

/**
 * Hears what GitHub could not deliver within the last three days, the oldest first, each after the one before it is
 * worked. GitHub delivers nothing twice by itself. What was heard since by another way is known by its key.
 * @returns how many were new
 */
export async function catchUp(parts: CatchUpParts): Promise<number> {
  const { client, hear, log, place } = parts;
  const missed = await missedAttempts(parts);
  let news = 0;
  for (const { id, event } of missed) {
    const payload = await client.asApp('to read a webhook again', async (octokit) => {
      const { data } = await octokit.rest.apps.getWebhookDelivery({ delivery_id: id });
      return Whole.parse(data).request.payload;
    });
    const read = readWebhook(event, payload, { ...parts, now: parts.clock() });
    if (read.kind !== 'heard' || !(await hearAll(parts, read.all))) continue;
    news += 1;
    await atMost(patience, hear.idle());
  }
  if (news > 0) log.info({ place: place.name, news }, 'caught up with webhooks that had not arrived');
  return news;
}

/** One attempt for each delivery that nobody took, the oldest first. */
async function missedAttempts({ client, clock, log, place }: CatchUpParts): Promise<readonly Attempt[]> {
  const since = clock() - oldest;
  const attempts = await client.asApp('which webhooks did not arrive', (octokit) =>
    octokit.paginate(
      octokit.rest.apps.listWebhookDeliveries,
      { per_page: 100, status: 'failure' },
      ({ data }, done) => {
        const page = data.map((one) => Attempt.parse(one));
        if (page.some((one) => one.delivered_at < since)) done();
        return page;
      },
    ),
  );
  const failed = attempts.filter(
    (one) => one.delivered_at >= since && !isTaken(one) && heardEvents.includes(`${one.event}.${one.action}`),
  );
  // The list begins with the newest; of several attempts the oldest says when it belongs.
  const missed = [...new Map(failed.map((one) => [one.guid, one])).values()].toSorted(
    (a, b) => a.delivered_at - b.delivered_at || a.id - b.id,
  );
  if (missed.length > most) {
    log.warn(
      { place: place.name, missed: missed.length, most },
      'more webhooks were missed than are caught up with',
    );
  }
  return missed.slice(-most);
}

function isTaken({ status_code }: Attempt): boolean {
  return status_code >= 200 && status_code < 300;
}
