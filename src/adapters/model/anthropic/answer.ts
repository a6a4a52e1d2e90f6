import { z } from 'zod';
import type { ModelAnswer, Served, Usage } from '../../../ports/model.ts';
import { failed } from '../failed.ts';

const tokens = z.number().int().nonnegative().nullish();

/** The parts of a message that are looked at. */
const Message = z.object({
  type: z.literal('message'),
  model: z.string(),
  stop_reason: z.string().nullable(),
  content: z.array(z.union([z.object({ type: z.literal('text'), text: z.string() }), z.object({})])),
  usage: z.object({
    input_tokens: z.number().int().nonnegative(),
    output_tokens: z.number().int().nonnegative(),
    cache_read_input_tokens: tokens,
    cache_creation_input_tokens: tokens,
  }),
});
type Message = z.infer<typeof Message>;

/** Nothing longer than this goes into the audit, whatever the other side calls itself. */
const longestName = 120;

/** What came back with status 200, which may be anything. The reason it stopped is looked at before its content. */
export function answerOf(body: unknown, asked: string, requestId: string | null): ModelAnswer {
  const unknown: Served = { asked, served: null, requestId, stopReason: null, usage: null };
  const parsed = Message.safeParse(body);
  if (!parsed.success) {
    return failed('broken', 'What the model’s service answered is no message of its API.', unknown);
  }
  const { data } = parsed;
  const by: Served = {
    ...unknown,
    served: data.model.slice(0, longestName),
    stopReason: data.stop_reason?.slice(0, longestName) ?? null,
    usage: usageOf(data),
  };
  switch (data.stop_reason) {
    case 'refusal':
      return failed('refused', 'The model declined to write it.', by);
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return failed(
        'truncated',
        'The model’s draft became longer than its prompt allows and was cut off.',
        by,
      );
    case 'end_turn':
    case 'stop_sequence':
      return contentOf(data, by);
    default:
      return failed('broken', 'The model stopped for a reason that no draft has.', by);
  }
}

function contentOf({ content }: Message, by: Served): ModelAnswer {
  const text = content.map((block) => ('text' in block ? block.text : '')).join('');
  if (text.trim() === '') return failed('empty', 'The model answered with nothing.', by);
  try {
    return { kind: 'answered', value: JSON.parse(text) as unknown, by };
  } catch {
    return failed('not-json', 'The model’s draft does not have the form that was asked for.', by);
  }
}

function usageOf({ usage }: Message): Usage {
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens: usage.cache_read_input_tokens ?? 0,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
  };
}
