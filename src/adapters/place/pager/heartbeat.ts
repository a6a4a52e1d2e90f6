import { Failure } from '../../../core/failure.ts';
import type { Millis } from '../../../core/time.ts';

const timeout: Millis = 10_000;

/** @returns why it is no address for a heartbeat, without repeating it; null when it is one */
export function mistrustAddress(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null) return 'is no address';
  const own = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(parsed.hostname);
  return parsed.protocol === 'https:' || (own && parsed.protocol === 'http:')
    ? null
    : 'neither begins with `https://` nor is on this machine';
}

/** One GET, as every dead man's switch takes it. The address is a secret and stands in no sentence. */
export async function beat(url: string): Promise<void> {
  const wrong = mistrustAddress(url);
  if (wrong !== null) throw failed(`has an address that ${wrong}`, false);
  let status: number;
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeout) });
    await response.body?.cancel();
    status = response.status;
  } catch {
    throw failed('cannot be reached', true);
  }
  if (status < 200 || status >= 300) throw failed(`answers with status ${status}`, true);
}

function failed(what: string, retryable: boolean): Failure {
  return new Failure(
    'place-unreachable',
    `The dead man's switch ${what}, so it does not hear that Belay works.`,
    { retryable },
  );
}
