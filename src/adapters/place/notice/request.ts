import { Failure } from '../../../core/failure.ts';
import type { PlaceName } from '../../../core/ids.ts';
import type { Millis } from '../../../core/time.ts';

/** The whole request with its answer; well within the lease of whoever delivers. */
const timeout: Millis = 10_000;

/** Where a server says that it takes no more and not how long. */
const usualWait: Millis = 60_000;
const longestWait: Millis = 600_000;

export interface NoticeRequest {
  readonly place: PlaceName;
  readonly method: 'GET' | 'HEAD' | 'PATCH' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** What it means that the server does not take it; about customers when absent. */
  readonly means?: Meaning;
}

interface Meaning {
  /** `customers are not told there` */
  readonly untold: string;
  /** `customers are told a little later` */
  readonly later: string;
}

const customers: Meaning = {
  untold: 'customers are not told there',
  later: 'customers are told a little later',
};

/**
 * One request. Redirects are not followed: they would carry what is signed to somebody else. Nothing of the request
 * and of the answer goes into a sentence, because either may hold a secret.
 * @returns an answer of 2xx
 * @throws Failure place-busy, place-unreachable, place-refused
 */
export async function askServer(request: NoticeRequest): Promise<Response> {
  const { status, response } = await answerOf(request);
  if (status >= 200 && status < 300) return response;
  await response.body?.cancel();
  throw refusal(request, status, response.headers.get('retry-after'));
}

/** Any answer at all. @throws Failure place-unreachable */
export async function answerOf({ place, method, url, headers, body, means = customers }: NoticeRequest) {
  try {
    const signal = AbortSignal.timeout(timeout);
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal });
    return { status: response.status, response };
  } catch (error) {
    const sentence = `The server of ${place} ${why(error)}, so ${means.untold} yet. It is tried again.`;
    throw new Failure('place-unreachable', sentence, { retryable: true, cause: codeOf(error) });
  }
}

function refusal(
  { place, means = customers }: NoticeRequest,
  status: number,
  retryAfter: string | null,
): Failure {
  // 420 is what Statuspage says for 429.
  if (status === 429 || status === 420) {
    const sentence = `The server of ${place} takes no more for a moment; ${means.later}.`;
    return new Failure('place-busy', sentence, { retryable: true, retryAfter: waitOf(retryAfter) });
  }
  if (status >= 500) {
    const sentence = `The server of ${place} answers with status ${status}, so ${means.untold} yet. It is tried again.`;
    return new Failure('place-unreachable', sentence, { retryable: true });
  }
  const what =
    status < 400
      ? `sends on to another address (status ${status}), and what Belay sends goes nowhere but where belay.yml says`
      : `does not take what Belay sends it (status ${status})`;
  const sentence = `The server of ${place} ${what}, so ${means.untold}. Check its address and secret; \`npx belay doctor\` examines the place. It is tried again every minute.`;
  return new Failure('place-refused', sentence, { retryable: false });
}

function waitOf(retryAfter: string | null): Millis {
  if (retryAfter === null || !/^\d{1,6}$/.test(retryAfter)) return usualWait;
  return Math.min(Math.max(1000, Number(retryAfter) * 1000), longestWait);
}

function why(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'did not answer within 10s';
  return `cannot be reached (${codeOf(error)})`;
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection';
}
