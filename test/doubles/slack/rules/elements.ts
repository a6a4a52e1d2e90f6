import { z } from 'zod';
import { anyText, plain } from './text.ts';

const id = z.string().min(1).max(255);
const style = z.enum(['primary', 'danger']);

const Confirm = z.strictObject({
  title: plain(100),
  text: anyText(300),
  confirm: plain(30),
  deny: plain(30),
  style: style.optional(),
});

const Option = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(150),
  description: anyText(75).optional(),
});

/** What may be suggested for an external select, too. */
export const Options = z.array(Option).min(1).max(100);

const asked = {
  action_id: id.optional(),
  focus_on_load: z.boolean().optional(),
  confirm: Confirm.optional(),
};
const select = { ...asked, placeholder: plain(150).optional() };

const Button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: id.optional(),
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
  style: style.optional(),
  confirm: Confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

const ImageElement = z.strictObject({
  type: z.literal('image'),
  alt_text: z.string().min(1).max(2000),
  image_url: z.string().max(3000).optional(),
  slack_file: z.looseObject({}).optional(),
});

const StaticSelect = z.strictObject({
  type: z.literal('static_select'),
  ...select,
  options: Options.optional(),
  option_groups: z
    .array(z.strictObject({ label: plain(75), options: Options }))
    .min(1)
    .max(100)
    .optional(),
  initial_option: Option.optional(),
});

const ExternalSelect = z.strictObject({
  type: z.literal('external_select'),
  ...select,
  min_query_length: z.number().int().min(0).optional(),
  initial_option: Option.optional(),
});

const Choice = z.strictObject({
  type: z.literal('radio_buttons'),
  ...asked,
  options: z.array(Option).min(1).max(10),
  initial_option: Option.optional(),
});

const Checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...asked,
  options: z.array(Option).min(1).max(10),
  initial_options: z.array(Option).min(1).max(10).optional(),
});

const Overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id.optional(),
  options: z.array(Option).min(1).max(5),
  confirm: Confirm.optional(),
});

const TextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...select,
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
  initial_value: z.string().max(3000).optional(),
});

export const ActionElement = z.discriminatedUnion('type', [
  Button,
  StaticSelect,
  ExternalSelect,
  Choice,
  Checkboxes,
  Overflow,
]);
export const Accessory = z.discriminatedUnion('type', [...ActionElement.options, ImageElement]);
export const InputElement = z.discriminatedUnion('type', [
  StaticSelect,
  ExternalSelect,
  Choice,
  Checkboxes,
  TextInput,
]);
export const ContextElement = z.union([anyText(3000), ImageElement]);
