import { Failure } from '../../src/core/failure.ts';
import type { SlackMessage } from '../../src/render/slack/message.ts';

const timeout = 8000;

/**
 * Answers by the address that came with a command or a click; only whoever sent that reads it.
 * @returns false when the address takes no more
 * @throws Failure retryable when Slack is busy or away
 */
export async function answerUrl(url: string, message: SlackMessage, thread: string | null): Promise<boolean> {
  const { text, blocks } = message;
  const where = thread === null ? {} : { thread_ts: thread };
  const body = JSON.stringify({
    response_type: 'ephemeral',
    replace_original: false,
    text,
    blocks,
    ...where,
  });
  const response = await post(url, body);
  await response.body?.cancel();
  if (response.status === 429) {
    const retryAfter = 1000 * (Number(response.headers.get('retry-after')) || 1);
    throw new Failure('place-busy', 'Slack takes no answers for a moment.', { retryable: true, retryAfter });
  }
  if (response.status >= 500) {
    const sentence = `Slack answered with status ${response.status}; the answer is given later.`;
    throw new Failure('place-unreachable', sentence, { retryable: true });
  }
  return response.ok;
}

async function post(url: string, body: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(timeout),
    });
  } catch (cause) {
    const sentence = 'Slack could not be reached with an answer; it is given later.';
    throw new Failure('place-unreachable', sentence, { retryable: true, cause });
  }
}
