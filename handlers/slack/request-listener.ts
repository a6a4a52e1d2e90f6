import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HTTPReceiver } from '@slack/bolt';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';

/** Slack's own advice; Bolt refuses what is older than that, and believes what is from the future. */
const freshness: Millis = 5 * 60_000;

/** Hands requests to Bolt, which checks their signature. */
export function createRequestListener(
  receiver: Pick<HTTPReceiver, 'requestListener'>,
  clock: () => Instant,
  log: Log,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const said = Number(request.headers['x-slack-request-timestamp'] ?? Number.NaN);
    if (!(Math.abs(clock() - said * 1000) <= freshness)) {
      log.warn({ said: Number.isNaN(said) ? null : said }, 'refused: a request of Slack from another time');
      response.writeHead(401, { connection: 'close' }).end();
      return;
    }
    try {
      receiver.requestListener(request, response);
    } catch {
      // Bolt throws for a path that it does not serve.
      response.writeHead(404, { connection: 'close' }).end();
    }
  };
}
