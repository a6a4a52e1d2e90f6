import Anthropic from '@anthropic-ai/sdk';

/** The provider's own address. */
const defaultBaseUrl = 'https://api.anthropic.com';

/** Of the API that this SDK speaks. */
const apiVersion = '2026-10-21';

/** No honest answer comes near it; a broken or hostile one must not fill the memory. */
const longestAnswer = 4_000_000;

const ownHeaders = /^(accept|authorization|content-type|user-agent|anthropic-version|x-stainless-.*)$/;

/**
 * A client that knows what it is given here and nothing else: the SDK also looks for keys, addresses, headers
 * and log levels in the environment and on disk.
 */
export function anthropicClient(apiKey: string, baseUrl: string | null): Anthropic {
  return new Anthropic({
    apiKey,
    authToken: null,
    baseURL: baseUrl ?? defaultBaseUrl,
    // What `ANTHROPIC_CUSTOM_HEADERS` says would otherwise come instead.
    defaultHeaders: { 'anthropic-version': apiVersion },
    logLevel: 'off',
    openTelemetry: { traces: false, propagation: false },
    fetch: (url, init) => guardedFetch(url, { ...init, headers: headersOf(init?.headers, apiKey) }),
  });
}

/** `ANTHROPIC_CUSTOM_HEADERS` could otherwise replace the key, or send it along with more. */
function headersOf(given: RequestInit['headers'], apiKey: string): Headers {
  const own = [...new Headers(given)].filter(([name]) => ownHeaders.test(name));
  const headers = new Headers(own);
  headers.set('authorization', `Bearer ${apiKey}`);
  return headers;
}

/** A redirect would carry what was recorded to somebody else. */
async function guardedFetch(url: string | URL | Request, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: 'error' });
  if (response.body === null) return response;
  let length = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.byteLength;
      if (length > longestAnswer) controller.error(new TypeError('the answer is too long'));
      else controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counted), response);
}
