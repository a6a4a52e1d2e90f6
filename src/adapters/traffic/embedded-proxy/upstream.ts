import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher, errors } from 'undici';
import { hasBody } from './forwarded.ts';
import { answered, broke, handOver, type Passage } from './passage.ts';
import { type Clock, serves } from './route.ts';

/** Carries a passage's number from the listener to the dispatcher; taken off before the request leaves. */
export const passageHeader = 'x-belay-passage';

type Done = (error: Error | null, data: Dispatcher.ResponseData<Passage>) => void;

/** What @fastify/reply-from hands to a dispatcher. */
export interface Forward extends Omit<Dispatcher.RequestOptions<Passage>, 'headers'> {
  headers: IncomingHttpHeaders;
}

export interface Upstream {
  /** Announces a passage; its number goes into `passageHeader`. */
  announce(passage: Passage): string;
  request(forward: Forward, done: Done): void;
  close(): Promise<void>;
}

const withdrawal = new errors.RequestAbortedError('The version no longer serves this route.');

/**
 * Sends requests to versions over kept-alive connections. Between the decision and the first byte a request may
 * wait for a connection; if the route has changed by then, the request goes to stable instead. That is what
 * makes "stable" true from the moment it is ordered, and not only for requests that arrive later.
 */
export function createUpstream(clock: Clock): Upstream {
  const waiting = new Map<string, Passage>();
  let numbers = 0;
  const agent = new Agent({
    connections: 256,
    pipelining: 1,
    connect: { timeout: 2000 },
    headersTimeout: 60_000,
    bodyTimeout: 0,
  }).compose((dispatch) => (options, handler) => {
    const { opaque } = options as Dispatcher.RequestOptions<Passage>;
    return dispatch(options, opaque === undefined ? handler : watched(opaque, handler, clock));
  });

  function send(passage: Passage, forward: Forward, done: Done): void {
    const options = {
      ...forward,
      origin: new URL(passage.target.url).origin,
      body: bodyOf(passage.raw),
      opaque: passage,
    };
    agent.request(options, (error, data) => {
      const { wanted } = passage.route.state();
      if (error === withdrawal && wanted !== null) {
        passage.target = wanted.stable;
        send(passage, forward, done);
        return;
      }
      if (error === null) watchAnswer(passage, data, clock);
      done(error, data);
    });
  }

  return {
    announce(passage) {
      numbers += 1;
      const number = `${numbers}`;
      waiting.set(number, passage);
      return number;
    },
    request(forward, done) {
      const number = String(forward.headers[passageHeader]);
      const passage = waiting.get(number);
      waiting.delete(number);
      if (passage === undefined) throw new errors.InvalidArgumentError('a request without a passage');
      const { [passageHeader]: _, ...headers } = forward.headers;
      send(passage, { ...forward, headers }, done);
    },
    close: () => agent.close(),
  };
}

/** Looks at the route again at the last moment before the request's bytes leave. */
function watched(
  passage: Passage,
  handler: Dispatcher.DispatchHandler,
  clock: Clock,
): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller, context) {
      if (!serves(passage.route.state(), passage.target)) {
        controller.abort(withdrawal);
        return;
      }
      handOver(passage, clock);
      passage.abort = (reason) => controller.abort(reason);
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...all) => handler.onRequestUpgrade?.(...all),
    onResponseStart: (...all) => handler.onResponseStart?.(...all),
    onResponseData: (...all) => handler.onResponseData?.(...all),
    onResponseEnd: (...all) => handler.onResponseEnd?.(...all),
    onResponseError: (...all) => handler.onResponseError?.(...all),
  };
}

function watchAnswer(passage: Passage, data: Dispatcher.ResponseData<Passage>, clock: Clock): void {
  answered(passage, data.statusCode, clock);
  data.body.once('error', (error) => {
    if (error instanceof errors.RequestAbortedError) return;
    broke(passage, data.statusCode);
  });
}

/**
 * Reads the client's body only once the request has really begun, so that one that is withdrawn before can be
 * sent elsewhere whole. undici takes any async iterable as a body; its types name fewer.
 */
function bodyOf(raw: IncomingMessage): Readable | null {
  return hasBody(raw) ? (chunksOf(raw) as unknown as Readable) : null;
}

async function* chunksOf(body: IncomingMessage): AsyncGenerator<Buffer> {
  yield* body;
}
