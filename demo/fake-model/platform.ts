import { MessageRequest } from './asked.ts';

export interface PlatformError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

export type Admitted =
  | { readonly kind: 'request'; readonly request: MessageRequest }
  | { readonly kind: 'error'; readonly error: PlatformError };

/** What the platform refuses before any model sees it. @param counted whether tokens are only to be counted */
export function admit(body: unknown, models: readonly string[], counted: boolean): Admitted {
  const parsed = MessageRequest.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  const { data } = parsed;
  if (!models.includes(data.model)) {
    return {
      kind: 'error',
      error: { status: 404, type: 'not_found_error', message: `model: ${data.model}` },
    };
  }
  if (counted && data.max_tokens !== undefined) {
    return invalid('max_tokens: Extra inputs are not permitted');
  }
  if (!counted && data.max_tokens === undefined) return invalid('max_tokens: Field required');
  const wrong = wrongTurns(data) ?? looseSchema(data.output_config.format.schema);
  return wrong === null ? { kind: 'request', request: data } : invalid(wrong);
}

/** Turns alternate, and a tool result answers the call right before it, of a tool that is declared. */
function wrongTurns({ messages, tools = [] }: MessageRequest): string | null {
  if (messages[0]?.role !== 'user' || messages.at(-1)?.role !== 'user') {
    return 'messages: the first and the last are of the user';
  }
  const names = tools.map(({ name }) => name);
  for (const [index, { role, content }] of messages.entries()) {
    if (messages[index - 1]?.role === role) return `messages.${index}: roles must alternate`;
    const before = messages[index - 1]?.content ?? '';
    const called = typeof before === 'string' ? [] : before.filter((block) => block.type === 'tool_use');
    const blocks = typeof content === 'string' ? [] : content;
    const results = blocks.filter((block) => block.type === 'tool_result').map((one) => one.tool_use_id);
    if (called.some(({ id }) => !results.includes(id))) return `messages.${index}: a tool_use has no result`;
    if (results.some((id) => !called.some((one) => one.id === id))) {
      return `messages.${index}: a tool_result has no tool_use`;
    }
    const used = blocks.filter((block) => block.type === 'tool_use').map(({ name }) => name);
    if (used.some((name) => !names.includes(name))) return `messages.${index}: a tool that is not declared`;
  }
  return null;
}

const refusedKeywords = ['minLength', 'maxLength', 'minimum', 'maximum', 'pattern', 'maxItems', 'oneOf'];

/** Structured output takes closed objects alone, and none of the keywords that it cannot hold a model to. */
function looseSchema(schema: unknown): string | null {
  if (typeof schema !== 'object' || schema === null) return null;
  if (Array.isArray(schema)) return schema.map(looseSchema).find((one) => one !== null) ?? null;
  const node = schema as Readonly<Record<string, unknown>>;
  const keyword = refusedKeywords.find((one) => one in node && typeof node[one] !== 'object');
  if (keyword !== undefined) return `output_config.format.schema: ${keyword} is not supported`;
  if (node['type'] === 'object' && node['additionalProperties'] !== false) {
    return 'output_config.format.schema: additionalProperties must be false';
  }
  return looseSchema(Object.values(node));
}

function invalid(message: string): Admitted {
  return { kind: 'error', error: { status: 400, type: 'invalid_request_error', message } };
}
