import { Failure } from '../../src/core/failure.ts';

/** Says why no answer came. @param effect what is known when the request may have arrived */
export function unreachable(url: string, error: unknown, effect: string): Failure {
  const code = codeOf(error);
  const before = neverArrived[code];
  const sentence =
    before === undefined
      ? `Belay at ${url} gave no answer (${afterwards[code] ?? 'the connection broke'}). ${effect}`
      : `No Belay answers at ${url} (${before}). Nothing was changed. Start it with \`npx belay start\`, or set BELAY_URL.`;
  return new Failure('server-unreachable', sentence, { retryable: true, cause: error });
}

const neverArrived: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no machine has that name',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'that machine cannot be reached',
  ENETUNREACH: 'that network cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'it does not accept connections',
  ERR_INVALID_URL: 'that is no address',
};

const afterwards: Readonly<Record<string, string>> = {
  TimeoutError: 'it took too long',
  UND_ERR_SOCKET: 'the connection broke',
};

/** fetch hides the reason one or two causes deep; a host with several addresses has one error for each. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'TimeoutError') return 'TimeoutError';
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
