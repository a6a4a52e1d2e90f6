import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import { formatDuration } from '../../../core/time.ts';
import { type Fetch, readText } from '../target-request.ts';
import type { Credentials, PrometheusSource } from './source.ts';

export type Answer =
  | { readonly kind: 'answered'; readonly data: unknown; readonly date: string | null }
  /** Prometheus understood and refuses: the query is wrong. `why` is its own message. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Nothing that could be used. `why` is a sentence without its end, `prometheus did not answer within 5s`. */
  | { readonly kind: 'failed'; readonly why: string };

const Envelope = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: z.unknown() }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
]);

/**
 * One question to the HTTP API. Never throws; no secret is in what it returns. Redirects are not followed: they
 * lead to a login page, or would carry the credentials elsewhere.
 * @param path below `/api/v1/`
 * @param form sent as a POST, so that long queries fit; null asks with GET
 * @param signal ends the wait
 * @param instead what to ask for when the answer is too long
 */
export async function askPrometheus(
  fetch: Fetch,
  source: PrometheusSource,
  path: string,
  form: Readonly<Record<string, string>> | null,
  signal: AbortSignal,
  instead = 'the query must give one number, such as `sum(…)`',
): Promise<Answer> {
  let credentials: Credentials | null = null;
  try {
    credentials = source.credentials();
    const authorization = credentials === null ? {} : { authorization: credentials.authorization };
    const response = await fetch(`${source.url.replace(/\/+$/, '')}/api/v1/${path}`, {
      headers: { accept: 'application/json', ...source.headers, ...authorization },
      redirect: 'manual',
      signal,
      ...(form === null ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    const answer = await read(response, source, instead);
    return answer.kind === 'answered' ? answer : { ...answer, why: withoutSecret(answer.why, credentials) };
  } catch (error) {
    return { kind: 'failed', why: whyNot(error, source) };
  }
}

async function read(response: Response, source: PrometheusSource, instead: string): Promise<Answer> {
  const { status } = response;
  const failed = (why: string): Answer => ({ kind: 'failed', why: `${source.name} ${why}` });
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    return failed(`redirects (${status}) instead of answering; its \`url\` must lead to Prometheus itself`);
  }
  const text = await readText(response);
  if (text === null) {
    return failed(`answered with more than 1 MB; ${instead}`);
  }
  const envelope = Envelope.safeParse(json(text));
  const said = envelope.success && envelope.data.status === 'error' ? envelope.data : null;
  if (status === 401 || status === 403) {
    return failed(`refuses the credentials (${status}); check its \`token\` or \`basic\``);
  }
  if (said !== null && (said.errorType === 'bad_data' || said.errorType === 'execution')) {
    return { kind: 'refused', why: cleaned(said.error) };
  }
  if (said !== null) return failed(`answered ${status}: ${cleaned(said.error)}`);
  if (status < 200 || status > 299)
    return failed(`answered ${status}${isPage(text) ? ' with a web page' : ''}`);
  if (isPage(text)) {
    return failed('answered with a web page: a login page, or something else than Prometheus');
  }
  if (!envelope.success || envelope.data.status !== 'success') {
    return failed('did not answer as Prometheus does, or its answer was cut off');
  }
  return { kind: 'answered', data: envelope.data.data, date: response.headers.get('date') };
}

function isPage(text: string): boolean {
  return text.trimStart().startsWith('<');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One short line for people, without what a terminal or a chat would take for commands. */
function cleaned(message: string): string {
  const line = message.replaceAll(/[\p{C}\s]+/gu, ' ').replace(/^ ?invalid parameter "query": /, '');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line.trim();
}

function withoutSecret(sentence: string, credentials: Credentials | null): string {
  if (credentials === null) return sentence;
  const coded = credentials.authorization.replace(/^\w+ /, '');
  return sentence.replaceAll(credentials.secret, '…').replaceAll(coded, '…');
}

function whyNot(error: unknown, { name, timeout, url }: PrometheusSource): string {
  if (error instanceof Failure) return `${name} was not asked: ${error.message.replace(/\.$/, '')}`;
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `${name} did not answer within ${formatDuration(timeout)}`;
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  if (error instanceof TypeError && error.message === 'terminated') {
    return `${name} broke off in the middle of its answer`;
  }
  return `${name} could not be reached at ${new URL(url).host}${code === null ? '' : ` (${code})`}`;
}
