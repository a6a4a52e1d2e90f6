import type { Target } from '../../core/rollout/plan.ts';
import { formatDuration, type Millis } from '../../core/time.ts';

export type Fetch = typeof fetch;

export type TargetAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  /** `why` completes "…, so it cannot be read": no answer in 2s, a redirect, a refused connection. */
  | { readonly kind: 'failed'; readonly why: string };

/** Longer answers are not read to their end. */
const largest = 1024 * 1024;

/**
 * One GET to a version. Redirects are not followed: they would measure something else than the version. The path
 * cannot leave the version's own address.
 * @param keepBody false reads nothing of the body
 */
export async function askTarget(
  fetch: Fetch,
  target: Target,
  path: string,
  timeout: Millis,
  keepBody: boolean,
): Promise<TargetAnswer> {
  const url = URL.parse(path, target.url);
  if (url === null || url.origin !== new URL(target.url).origin) {
    return { kind: 'failed', why: `"${path}" is no path on ${target.url}` };
  }
  try {
    const signal = AbortSignal.timeout(timeout);
    const response = await fetch(url, { redirect: 'manual', signal });
    const text = keepBody ? await readText(response) : '';
    if (!keepBody) await response.body?.cancel();
    if (text === null) return { kind: 'failed', why: `${url} answered with more than 1 MB` };
    if (response.status >= 300 && response.status < 400) {
      return { kind: 'failed', why: `${url} redirects (${response.status})` };
    }
    return { kind: 'answered', status: response.status, text };
  } catch (error) {
    return { kind: 'failed', why: `${url} ${whyNot(error, timeout)}` };
  }
}

/** @returns null when the answer is longer than 1 MB */
export async function readText(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > largest) return null;
  }
  return text;
}

function whyNot(error: unknown, timeout: Millis): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `did not answer within ${formatDuration(timeout)}`;
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `could not be reached${code}`;
}
