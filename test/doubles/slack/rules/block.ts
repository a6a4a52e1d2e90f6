import { z } from 'zod';
import { Accessory, ActionElement, ContextElement, InputElement } from './elements.ts';
import { anyText, plain } from './text.ts';

const block = { block_id: z.string().min(1).max(255).optional() };

const Section = z
  .strictObject({
    type: z.literal('section'),
    ...block,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: Accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'missing required field: text');

const Picture = z
  .strictObject({
    type: z.literal('image'),
    ...block,
    alt_text: z.string().min(1).max(2000),
    image_url: z.string().max(3000).optional(),
    slack_file: z.strictObject({ id: z.string().optional(), url: z.string().optional() }).optional(),
    title: plain(2000).optional(),
  })
  .refine((one) => (one.image_url === undefined) !== (one.slack_file === undefined), 'needs one picture');

const Cell = z.looseObject({ type: z.enum(['raw_text', 'rich_text']) });

/** One block of a message or a view, with the limits of Slack's reference. */
export const Block = z.discriminatedUnion('type', [
  Section,
  Picture,
  z.strictObject({ type: z.literal('divider'), ...block }),
  z.strictObject({ type: z.literal('header'), ...block, text: plain(150), level: z.number().optional() }),
  z.strictObject({ type: z.literal('markdown'), ...block, text: z.string().min(1).max(12_000) }),
  z.strictObject({ type: z.literal('context'), ...block, elements: z.array(ContextElement).min(1).max(10) }),
  z.strictObject({ type: z.literal('actions'), ...block, elements: z.array(ActionElement).min(1).max(25) }),
  z.strictObject({
    type: z.literal('input'),
    ...block,
    label: plain(2000),
    element: InputElement,
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('table'),
    ...block,
    rows: z.array(z.array(Cell).min(1).max(20)).min(1).max(100),
    column_settings: z.array(z.looseObject({})).max(20).optional(),
  }),
  z.strictObject({ type: z.literal('rich_text'), ...block, elements: z.array(z.looseObject({})).min(1) }),
]);
export type Block = z.infer<typeof Block>;
