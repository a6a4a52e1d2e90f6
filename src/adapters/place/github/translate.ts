import { RequestError } from 'octokit';
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import { plainLine, unstopped } from '../../../core/prose.ts';
import type { Millis } from '../../../core/time.ts';

const minute: Millis = 60_000;
const longestWait: Millis = 3_600_000;

/**
 * What the client threw, as a sentence for people. The error itself is not kept as the cause: it holds the request.
 * @param doing what was tried: `to comment in acme/shop#12`
 */
export function translated(error: unknown, doing: string): unknown {
  if (error instanceof z.ZodError)
    return unreachable(
      `GitHub answered something that Belay does not understand when it was asked ${doing}.`,
    );
  if (isAborted(error)) return unreachable(`GitHub did not answer in time when it was asked ${doing}.`);
  if (error instanceof RequestError) return ofAnswer(error, doing);
  return isKeyError(error) ? badKey(doing) : error;
}

/** Whether GitHub says that there is no such thing, or no longer. */
export function isGone(error: unknown): boolean {
  return error instanceof RequestError && (error.status === 404 || error.status === 410);
}

/** Whether GitHub cannot do what it was told to with what is there. */
export function isUnprocessable(error: unknown): boolean {
  return error instanceof RequestError && error.status === 422;
}

function ofAnswer(error: RequestError, doing: string): Failure {
  const wait = busyFor(error);
  if (wait !== null) {
    const sentence = `GitHub takes no more for now, when it was asked ${doing}; Belay goes on as soon as it may. The rollout goes on meanwhile.`;
    return new Failure('place-busy', sentence, { retryable: true, retryAfter: wait });
  }
  // The client makes a 500 of what never was an answer.
  if (error.response === undefined)
    return unreachable(`GitHub could not be reached, when it was to be asked ${doing} (${saidOf(error)}).`);
  if (error.status >= 500)
    return unreachable(`GitHub is not well: it answered ${error.status} when it was asked ${doing}.`);
  const sentence = `GitHub refused ${doing} (${error.status}: ${saidOf(error)}). The rollout goes on without it. ${remedy(error)}`;
  return new Failure('place-refused', sentence, { retryable: false });
}

function unreachable(sentence: string): Failure {
  return new Failure('place-unreachable', `${sentence} The rollout goes on; it is said there later.`, {
    retryable: true,
  });
}

/** Until when nothing more is taken; null when that is not the reason. Primary limits say when they end, secondary ones how long they last. */
function busyFor({ status, message, response }: RequestError): Millis | null {
  if (status !== 429 && status !== 403) return null;
  const headers = response?.headers ?? {};
  const after = Number(headers['retry-after']);
  if (Number.isFinite(after) && after > 0) return Math.min(after * 1000, longestWait);
  if (headers['x-ratelimit-remaining'] === '0') {
    const reset = Number(headers['x-ratelimit-reset']) * 1000;
    const now = Date.parse(headers.date ?? '');
    const left = reset - now;
    return Number.isFinite(left) ? Math.min(Math.max(left, 1000), longestWait) : minute;
  }
  return status === 429 || /secondary rate limit|abuse detection/i.test(message) ? minute : null;
}

function remedy({ status, response }: RequestError): string {
  const needed = response?.headers['x-accepted-github-permissions'];
  switch (status) {
    case 401:
      return 'Check `app` and `private_key` of the place in belay.yml: the key must be one of this App, and the clock of this machine must be right.';
    case 403:
      return needed === undefined
        ? 'Look at the permissions of the GitHub App, and whether its installation has accepted them.'
        : `Give the GitHub App the permission ${permissionWords(String(needed))}, and accept it where the App is installed.`;
    case 404:
    case 410:
      return 'Check that it is there, and that the GitHub App is installed in that repository.';
    default:
      return '`belay doctor` looks at what the place needs.';
  }
}

/** `issues=write; pull_requests=write` */
function permissionWords(header: string): string {
  const options = header.split(/[;,]/).map((one) => one.trim().replace('=', ': ').replaceAll('_', ' '));
  return options.join(' or ');
}

/** What GitHub said, without the address of its documentation. */
function saidOf({ message }: RequestError): string {
  return unstopped(plainLine(message.replace(/ - https:\/\/docs\.github\S*$/, ''))).slice(0, 300);
}

function isAborted(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.name : '';
  return [name, cause].some((one) => one === 'AbortError' || one === 'TimeoutError');
}

function isKeyError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return /^ERR_(OSSL|CRYPTO)/.test(code) || error.name === 'DataError' || /private key/i.test(error.message);
}

function badKey(doing: string): Failure {
  const sentence = `The private key of the GitHub App cannot be read, so GitHub could not be asked ${doing}. The rollout goes on without it. Put the whole PEM file that GitHub gave you into \`private_key\`.`;
  return new Failure('place-refused', sentence, { retryable: false });
}
