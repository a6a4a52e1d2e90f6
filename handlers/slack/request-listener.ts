import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import { buffer } from 'node:stream/consumers';
import type { HTTPReceiver } from '@slack/bolt';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';

/** Slack's own advice; Bolt refuses what is older than that, and believes what is from the future. */
const freshness: Millis = 5 * 60_000;

type Receiver = Pick<HTTPReceiver, 'requestListener'>;

/** Hands requests to Bolt, which checks their signature. Whoever calls this has bounded their length. */
export function createRequestListener(
  receiver: Receiver,
  clock: () => Instant,
  log: Log,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const said = Number(request.headers['x-slack-request-timestamp'] ?? Number.NaN);
    if (!(Math.abs(clock() - said * 1000) <= freshness)) {
      log.warn({ said: Number.isNaN(said) ? null : said }, 'refused: a request of Slack from another time');
      refuse(response, 401);
      return;
    }
    handOver(receiver, request, response).catch((error: unknown) => {
      log.warn({ err: error }, 'a request of Slack ended before it was read');
      response.destroy();
    });
  };
}

async function handOver(receiver: Receiver, request: IncomingMessage, response: ServerResponse) {
  const body = await buffer(request);
  if (!holdsObject(body.toString(), request.headers['content-type'])) {
    refuse(response, 400);
    return;
  }
  try {
    // Bolt reads no stream when it finds the body there.
    receiver.requestListener(Object.assign(request, { rawBody: body }), response);
  } catch {
    // Bolt throws for a path that it does not serve.
    refuse(response, 404);
  }
}

/**
 * Slack sends objects only. Bolt looks into whatever it has parsed, and a signed `null` makes it throw where nobody
 * can catch it. Nothing is parsed here, because nobody has checked the signature yet; Bolt refuses broken JSON itself.
 */
function holdsObject(body: string, type: string | undefined): boolean {
  if (type !== 'application/x-www-form-urlencoded') return beginsObject(body);
  const { payload } = parse(body);
  return typeof payload !== 'string' || beginsObject(payload);
}

function beginsObject(json: string): boolean {
  return json.trimStart().startsWith('{');
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close' }).end();
}
