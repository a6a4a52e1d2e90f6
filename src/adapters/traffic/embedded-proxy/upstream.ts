import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher, errors } from 'undici';
import { hasBody } from './forwarded.ts';
import { answered, broke, handOver, type Passage } from './passage.ts';
import { type Clock, serves } from './route.ts';

/** Carries a passage's number from the listener to the dispatcher; taken off before the request leaves. */
export const passageHeader = 'x-belay-passage';

/** One try to hand a request over; void once the request was sent elsewhere. */
interface Attempt {
  readonly passage: Passage;
  void: boolean;
}

type Done = (error: Error | null, data: Dispatcher.ResponseData<Attempt>) => void;

/** What @fastify/reply-from hands to a dispatcher. */
export interface Forward extends Omit<Dispatcher.RequestOptions<Attempt>, 'headers'> {
  headers: IncomingHttpHeaders;
}

export interface Upstream {
  /** Announces a passage; its number goes into `passageHeader`. */
  announce(passage: Passage): string;
  request(forward: Forward, done: Done): void;
  /** Sends what still waits for a version that no longer serves the route to stable instead. */
  redirect(): void;
  close(): Promise<void>;
}

const withdrawal = new errors.RequestAbortedError('The request was sent to another version.');

/**
 * Sends requests to versions over kept-alive connections. Between the decision and the first byte a request may
 * wait for a connection; if the route changes meanwhile, the request goes to stable instead. That is what makes
 * "stable" true from the moment it is ordered, and not only for requests that arrive later.
 */
export function createUpstream(clock: Clock, answerWithin: number): Upstream {
  const announced = new Map<string, Passage>();
  const waiting = new Map<Attempt, () => void>();
  let numbers = 0;
  const agent = new Agent({
    connections: 256,
    pipelining: 1,
    connect: { timeout: 2000 },
    headersTimeout: 60_000,
    bodyTimeout: 0,
  }).compose((dispatch) => (options, handler) => {
    const { opaque: attempt } = options as Dispatcher.RequestOptions<Attempt>;
    if (attempt === undefined) return dispatch(options, handler);
    return dispatch(
      options,
      onStart(handler, (controller) => {
        waiting.delete(attempt);
        const { passage } = attempt;
        if (attempt.void || passage.phase !== 'allotted') return controller.abort(withdrawal);
        handOver(passage, clock, answerWithin);
        passage.abort = (reason) => controller.abort(reason);
      }),
    );
  });

  function send(passage: Passage, forward: Forward, done: Done): void {
    const attempt: Attempt = { passage, void: false };
    waiting.set(attempt, () => {
      waiting.delete(attempt);
      attempt.void = true;
      sendToStable(passage, forward, done);
    });
    const origin = new URL(passage.target.url).origin;
    const options = { ...forward, origin, body: bodyOf(passage.raw), opaque: attempt };
    agent.request(options, (error, data) => {
      waiting.delete(attempt);
      if (attempt.void) return;
      if (error === null) watchAnswer(passage, data, clock);
      done(error, data);
    });
  }

  function sendToStable(passage: Passage, forward: Forward, done: Done): void {
    const { wanted } = passage.route.state();
    if (wanted !== null) passage.target = wanted.stable;
    send(passage, forward, done);
  }

  return {
    announce(passage) {
      numbers += 1;
      const number = `${numbers}`;
      announced.set(number, passage);
      return number;
    },
    request(forward, done) {
      const { [passageHeader]: number, ...headers } = forward.headers;
      const passage = announced.get(String(number));
      announced.delete(String(number));
      if (passage === undefined) throw new errors.InvalidArgumentError('a request without a passage');
      send(passage, { ...forward, headers }, done);
    },
    redirect() {
      for (const [{ passage }, sendElsewhere] of [...waiting]) {
        if (passage.phase === 'allotted' && !serves(passage.route.state(), passage.target)) sendElsewhere();
      }
    },
    close: () => agent.close(),
  };
}

/** Runs `start` at the last moment before the request's bytes leave; an abort there means that none do. */
function onStart(
  handler: Dispatcher.DispatchHandler,
  start: (controller: Dispatcher.DispatchController) => void,
): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller, context) {
      start(controller);
      if (!controller.aborted) handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...all) => handler.onRequestUpgrade?.(...all),
    onResponseStart: (...all) => handler.onResponseStart?.(...all),
    onResponseData: (...all) => handler.onResponseData?.(...all),
    onResponseEnd: (...all) => handler.onResponseEnd?.(...all),
    onResponseError: (...all) => handler.onResponseError?.(...all),
  };
}

function watchAnswer(passage: Passage, data: Dispatcher.ResponseData<Attempt>, clock: Clock): void {
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
