import type { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import { RefusalAnswer } from './protocol.ts';

export interface ProxyAddress {
  /** The proxy's control address, such as `http://127.0.0.1:7070`. */
  readonly controlUrl: string;
  readonly token: string;
}

const timeout = 1000;

/** One round trip. @throws Failure router-refused, router-unreachable */
export async function call<T>(
  { controlUrl, token }: ProxyAddress,
  schema: z.ZodType<T>,
  method: 'GET' | 'PUT',
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await ask(`${controlUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.status >= 400) {
    const refusal = RefusalAnswer.safeParse(answer.json);
    if (refusal.data?.code === 'no-such-address') throw otherVersion(controlUrl);
    const sentence = refusal.success ? refusal.data.sentence : `It answered with status ${answer.status}.`;
    throw new Failure('router-refused', `The proxy did not take the order. ${sentence}`, {
      retryable: answer.status >= 500,
    });
  }
  const parsed = schema.safeParse(answer.json);
  if (parsed.success) return parsed.data;
  throw otherVersion(controlUrl, parsed.error);
}

/** A proxy that was started before Belay was replaced, or something else altogether. */
function otherVersion(controlUrl: string, cause?: unknown): Failure {
  return new Failure(
    'router-refused',
    `What answers at ${controlUrl} is not a proxy of this version of Belay. Restart the proxy.`,
    { retryable: false, cause },
  );
}

async function ask(url: string, init: RequestInit): Promise<{ status: number; json: unknown }> {
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    return { status: response.status, json: parse(text) };
  } catch (cause) {
    throw new Failure(
      'router-unreachable',
      `The proxy’s control address ${new URL(url).origin} does not answer, so its traffic cannot be moved or measured. A split returns to stable by itself when its lease ends. Check that the proxy process runs.`,
      { retryable: true, cause },
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
