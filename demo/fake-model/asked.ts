import { z } from 'zod';

const Text = z.object({ type: z.literal('text'), text: z.string() });
const ToolUse = z.object({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[\w-]+$/),
  name: z.string(),
  input: z.record(z.string(), z.unknown()),
});
const ToolResult = z.object({ type: z.literal('tool_result'), tool_use_id: z.string(), content: z.string() });

/** A request as the Messages API takes it, as far as Belay uses it; what it does not use is refused. */
export const MessageRequest = z.strictObject({
  model: z.string(),
  max_tokens: z.int().positive().optional(),
  system: z.array(
    z.strictObject({
      type: z.literal('text'),
      text: z.string().min(1),
      cache_control: z.object({ type: z.literal('ephemeral') }).optional(),
    }),
  ),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['user', 'assistant']),
        content: z.union([z.string().min(1), z.array(z.union([Text, ToolUse, ToolResult])).min(1)]),
      }),
    )
    .min(1),
  output_config: z.strictObject({
    effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional(),
    format: z.strictObject({
      type: z.literal('json_schema'),
      schema: z.record(z.string(), z.unknown()),
    }),
  }),
  tools: z
    .array(z.object({ name: z.string(), description: z.string(), input_schema: z.object({}) }))
    .optional(),
  tool_choice: z.strictObject({ type: z.enum(['auto', 'none']) }).optional(),
});
export type MessageRequest = z.infer<typeof MessageRequest>;

const Identified = z.object({ id: z.string() });

/** What Belay gives a model, as a model would read it. */
const Material = z.object({
  document: z.string(),
  verdict: z.string().nullable(),
  sections: z.array(Identified.extend({ required: z.boolean() })),
  hypotheses: z.string(),
  choices: z.array(Identified.extend({ about: z.string() })),
  facts: z.array(Identified.extend({ about: z.string(), shown: z.string().nullable() })),
  comparisons: z.array(Identified.extend({ sentence: z.string() })),
  identifiers: z.array(z.string()),
  faults: z.array(z.object({ gate: z.string(), sentence: z.string() })).optional(),
});
export type Material = z.infer<typeof Material>;

export interface Asked {
  readonly request: MessageRequest;
  readonly system: string;
  readonly material: Material;
  /** Contents of the tool results, as they were sent. */
  readonly recorded: readonly string[];
  /** The key it came with: a compromised service knows it too. */
  readonly key: string;
}

export function askedOf(request: MessageRequest, key: string): Asked {
  const [first] = request.messages;
  const material = typeof first?.content === 'string' ? first.content : '{}';
  const recorded = request.messages.flatMap(({ content }) =>
    typeof content === 'string'
      ? []
      : content.flatMap((block) => (block.type === 'tool_result' ? [block.content] : [])),
  );
  const system = request.system.map(({ text }) => text).join('\n');
  return { request, system, material: Material.parse(JSON.parse(material)), recorded, key };
}
