import { z } from 'zod';
import { type FormIssue, formIssue } from '../api-error.ts';

const customId = z.string().min(1).max(100);
const emoji = z.object({ id: z.string().nullish(), name: z.string().nullish() });

const Button = z
  .object({
    type: z.literal(2),
    style: z.number().int().min(1).max(6),
    label: z.string().max(80).optional(),
    emoji: emoji.optional(),
    custom_id: customId.optional(),
    url: z
      .string()
      .max(512)
      .regex(/^(https?|discord):\/\//, 'Not a well formed URL.')
      .optional(),
    disabled: z.boolean().optional(),
  })
  .refine(
    (b) => (b.style === 5 ? b.url !== undefined && b.custom_id === undefined : b.custom_id !== undefined),
    {
      message: 'A custom id or url is required, not both',
      params: { code: 'BUTTON_COMPONENT_INVALID' },
    },
  )
  .refine((b) => (b.label ?? '') !== '' || b.emoji !== undefined, {
    message: 'A button must have a label or an emoji',
    params: { code: 'BUTTON_COMPONENT_INVALID' },
  });

const Select = z
  .object({
    type: z.literal(3),
    custom_id: customId,
    options: z
      .array(
        z.object({
          label: z.string().min(1).max(100),
          value: z.string().min(1).max(100),
          description: z.string().max(100).optional(),
          default: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(25),
    placeholder: z.string().max(150).optional(),
    min_values: z.number().int().min(0).max(25).optional(),
    max_values: z.number().int().min(1).max(25).optional(),
    disabled: z.boolean().optional(),
  })
  .refine((select) => new Set(select.options.map(({ value }) => value)).size === select.options.length, {
    message: 'The specified option value is already used',
    params: { code: 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED' },
  });

const UserSelect = z.object({ type: z.literal([5, 6, 7, 8]), custom_id: customId });

const ActionRow = z
  .object({
    type: z.literal(1),
    components: z
      .array(z.discriminatedUnion('type', [Button, Select, UserSelect]))
      .min(1)
      .max(5),
  })
  .refine((row) => row.components.length === 1 || row.components.every(({ type }) => type === 2), {
    message: 'A select menu fills its row alone',
    params: { code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED' },
  });

const TextDisplay = z.object({ type: z.literal(10), content: z.string().min(1).max(4000) });
const media = z.object({ url: z.string().min(1).max(2048) });
const Thumbnail = z.object({ type: z.literal(11), media, description: z.string().max(1024).nullish() });
const Section = z.object({
  type: z.literal(9),
  components: z.array(TextDisplay).min(1).max(3),
  accessory: z.discriminatedUnion('type', [Button, Thumbnail]),
});
const MediaGallery = z.object({
  type: z.literal(12),
  items: z
    .array(z.object({ media, description: z.string().max(1024).nullish() }))
    .min(1)
    .max(10),
});
const File = z.object({ type: z.literal(13), file: media });
const Separator = z.object({
  type: z.literal(14),
  divider: z.boolean().optional(),
  spacing: z.number().int().min(1).max(2).optional(),
});
const inContainer = [ActionRow, TextDisplay, Section, MediaGallery, File, Separator] as const;
const Container = z.object({
  type: z.literal(17),
  accent_color: z.number().int().min(0).max(0xffffff).nullish(),
  components: z.array(z.discriminatedUnion('type', inContainer)).min(1),
});

/** Before version 2: rows alone, at most five. */
export const classicComponents = z.array(ActionRow).max(5);
export const v2Components = z.array(z.discriminatedUnion('type', [...inContainer, Container]));

/** A component as stored: what every rule below looks at. */
export interface Component {
  readonly type: number;
  readonly custom_id?: string | undefined;
  readonly label?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly content?: string | undefined;
  readonly components?: readonly Component[] | undefined;
  readonly accessory?: Component | undefined;
}

/** Every component of a tree, itself first. */
export function flat(components: readonly Component[]): readonly Component[] {
  return components.flatMap((one) => [
    one,
    ...flat(one.components ?? []),
    ...(one.accessory === undefined ? [] : flat([one.accessory])),
  ]);
}

/** What no single component can know: the sums. */
export function treeIssues(components: readonly Component[]): readonly FormIssue[] {
  const all = flat(components);
  const ids = all.flatMap(({ custom_id: id }) => (id === undefined ? [] : [id]));
  const text = all.reduce((sum, one) => sum + (one.type === 10 ? (one.content ?? '').length : 0), 0);
  const path = ['components'];
  return [
    ...(all.length > 40
      ? [formIssue(path, 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', 'At most 40 components are allowed.')]
      : []),
    ...(text > 4000
      ? [formIssue(path, 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', 'Displayable text exceeds 4000.')]
      : []),
    ...(new Set(ids).size < ids.length
      ? [formIssue(path, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated')]
      : []),
  ];
}
