import { Failure } from '../../core/failure.ts';
import type { Instant } from '../../core/time.ts';
import type { Model, ModelAnswer, ModelRequest, ModelTier, Served } from '../../ports/model.ts';
import { answerOf } from './anthropic/answer.ts';
import { anthropicClient } from './anthropic/client.ts';
import { faultOf } from './anthropic/fault.ts';
import { messageOf } from './anthropic/message.ts';
import { failed } from './failed.ts';

export interface AnthropicParts {
  /** Fetched each time it is needed. @throws Failure secret-missing */
  readonly apiKey: () => string;
  /** Null for the provider's own. */
  readonly baseUrl: string | null;
  readonly names: Readonly<Record<ModelTier, string>>;
  readonly clock: () => Instant;
  /** How often one request is tried again, within its deadline; 2 when left out. */
  readonly retries?: number;
}

/** Models of Anthropic over its Messages API. */
export function anthropic(parts: AnthropicParts): Model {
  const { names } = parts;
  return {
    unavailable: () => keyMissing(parts),
    nameOf: (tier) => names[tier],
    countTokens: (request) => countTokens(parts, request),
    ask: (request) => ask(parts, request),
  };
}

async function ask(parts: AnthropicParts, request: ModelRequest): Promise<ModelAnswer> {
  const asked = parts.names[request.tier];
  const by: Served = { asked, served: null, requestId: null, stopReason: null, usage: null };
  const missing = keyMissing(parts);
  if (missing !== null) return failed('unauthorised', missing, by);
  const signal = signalUntil(request.deadline, parts.clock());
  try {
    const client = anthropicClient(parts.apiKey(), parts.baseUrl);
    const { data, request_id } = await client.messages
      .create(messageOf(request, asked), { signal, maxRetries: parts.retries ?? 2 })
      .withResponse();
    return withoutKey(answerOf(data, asked, request_id?.slice(0, 120) ?? null), parts.apiKey(), by);
  } catch (error) {
    const { fault, sentence, requestId } = faultOf(error, signal.aborted);
    return failed(fault, sentence, { ...by, requestId });
  }
}

/** Whoever serves the model knows the key; an answer that holds it would carry it into a document or the audit. */
function withoutKey(answer: ModelAnswer, key: string, by: Served): ModelAnswer {
  if (!JSON.stringify(answer).includes(key)) return answer;
  return failed(
    'broken',
    'The model’s service answered with the key it was asked with; nothing of it is used.',
    by,
  );
}

/** Where counting gets no more than this of a request's time, drafting still has most of it. */
const countingAtMost = 3000;

async function countTokens(parts: AnthropicParts, request: ModelRequest): Promise<number> {
  const estimate = mostTokens(request);
  const now = parts.clock();
  const signal = signalUntil(Math.min(request.deadline, now + countingAtMost), now);
  try {
    const { max_tokens, ...counted } = messageOf(request, parts.names[request.tier]);
    const client = anthropicClient(parts.apiKey(), parts.baseUrl);
    const { input_tokens } = await client.messages.countTokens(counted, { signal, maxRetries: 0 });
    return Number.isSafeInteger(input_tokens) && input_tokens > 0 ? input_tokens : estimate;
  } catch {
    return estimate;
  }
}

/** Tokens are pieces of at least one byte; prompts in English and JSON have three bytes and more to each. */
const fewestBytes = 2;

function mostTokens(request: ModelRequest): number {
  try {
    const text = JSON.stringify(messageOf(request, ''));
    return Math.ceil(Buffer.byteLength(text) / fewestBytes);
  } catch {
    return Math.ceil(
      Buffer.byteLength(request.system + request.material + JSON.stringify(request.untrusted)),
    );
  }
}

function keyMissing({ apiKey }: AnthropicParts): string | null {
  try {
    apiKey();
    return null;
  } catch (error) {
    return error instanceof Failure ? error.message : 'The key of `documents.model` cannot be read.';
  }
}

function signalUntil(deadline: Instant, now: Instant): AbortSignal {
  return AbortSignal.timeout(Math.max(0, deadline - now));
}
