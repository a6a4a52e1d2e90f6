import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HTTPReceiver } from '@slack/bolt';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';

/** Anybody can send such requests, so they must not fill the log. */
const silence: Millis = 60_000;

type Receiver = Pick<HTTPReceiver, 'requestListener'>;

/** Bolt refuses what is not signed without a word; a signing secret that is not the app's must be seen, though. */
export function tellUnsigned(
  receiver: Receiver,
  { place, clock, log }: { readonly place: string; readonly clock: () => Instant; readonly log: Log },
): Receiver {
  let quietUntil: Instant = 0;
  const tell = () => {
    if (clock() < quietUntil) return;
    quietUntil = clock() + silence;
    log.warn(
      { place },
      "refused: a request of Slack whose signature is not made with signing_secret; if nothing from Slack is heard, put the app's signing secret where belay.yml refers to it",
    );
  };
  return {
    requestListener(request: IncomingMessage, response: ServerResponse) {
      response.once('finish', () => {
        if (response.statusCode === 401) tell();
      });
      receiver.requestListener(request, response);
    },
  };
}
