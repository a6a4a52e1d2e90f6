import { z } from 'zod';
import { type ApiError, apiError, type FormIssue, formIssue, formIssues, invalidForm } from '../api-error.ts';
import { type Component, classicComponents, treeIssues, v2Components } from './components.ts';

export const flags = { ephemeral: 64, loading: 128, componentsV2: 32_768 } as const;

const Embed = z.object({
  title: z.string().max(256).optional(),
  description: z.string().max(4096).optional(),
  url: z.string().max(2048).optional(),
  color: z.number().int().min(0).max(0xffffff).optional(),
  timestamp: z.string().optional(),
  footer: z.object({ text: z.string().max(2048), icon_url: z.string().optional() }).optional(),
  author: z.object({ name: z.string().max(256) }).optional(),
  image: z.object({ url: z.string() }).optional(),
  thumbnail: z.object({ url: z.string() }).optional(),
  fields: z
    .array(
      z.object({
        name: z.string().min(1).max(256),
        value: z.string().min(1).max(1024),
        inline: z.boolean().optional(),
      }),
    )
    .max(25)
    .optional(),
});

export const MessageBody = z.object({
  content: z.string().max(2000).nullish(),
  embeds: z.array(Embed).max(10).nullish(),
  components: z.array(z.unknown()).nullish(),
  flags: z.number().int().nullish(),
  nonce: z.union([z.string().max(25), z.number().int()]).nullish(),
  enforce_nonce: z.boolean().optional(),
  tts: z.boolean().optional(),
  allowed_mentions: z
    .object({
      parse: z.array(z.enum(['roles', 'users', 'everyone'])).optional(),
      users: z.array(z.string()).max(100).optional(),
      roles: z.array(z.string()).max(100).optional(),
      replied_user: z.boolean().optional(),
    })
    .nullish(),
  message_reference: z.object({ message_id: z.string() }).loose().optional(),
  attachments: z
    .array(
      z.object({
        id: z.union([z.string(), z.number()]).transform(String),
        filename: z.string().optional(),
        description: z.string().max(1024).nullish(),
      }),
    )
    .max(10)
    .nullish(),
});
export type MessageBody = z.infer<typeof MessageBody>;

/** What the message is already, when it is edited. */
export interface Before {
  readonly flags: number;
  readonly content: string;
  readonly embeds: readonly unknown[];
  readonly components: readonly Component[];
  readonly attachments: number;
}

export interface Checked {
  readonly kind: 'message';
  readonly body: MessageBody;
  /** Parsed components; null when the request says nothing of them. */
  readonly components: readonly Component[] | null;
  readonly v2: boolean;
}

/** Discord's rules for a message that is sent or, with `before`, edited. */
export function checkMessage(raw: unknown, files: number, before: Before | null): Checked | ApiError {
  const parsed = MessageBody.safeParse(raw);
  if (!parsed.success) return invalidForm(formIssues(parsed.error));
  const body = parsed.data;
  const wasV2 = before !== null && (before.flags & flags.componentsV2) !== 0;
  const v2 = wasV2 || ((body.flags ?? 0) & flags.componentsV2) !== 0;
  const schema = v2 ? v2Components : classicComponents;
  const components = schema.safeParse(body.components ?? []);
  const issues: FormIssue[] = components.success
    ? [...treeIssues(components.data)]
    : formIssues(components.error).map((issue) => ({ ...issue, path: ['components', ...issue.path] }));
  if (v2) issues.push(...legacyFields(body, before));
  issues.push(...embedSum(body));
  if (issues.length > 0) return invalidForm(issues);
  const parsedComponents = body.components == null ? null : (components.data ?? []);
  if (isEmpty(body, files, before)) return apiError(400, 50006, 'Cannot send an empty message');
  return { kind: 'message', body, components: parsedComponents, v2 };
}

/** Version 2 allows neither content nor embeds, and nothing takes the flag away again. */
function legacyFields(body: MessageBody, before: Before | null): readonly FormIssue[] {
  const code = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
  const content = body.content ?? (body.content === null ? '' : (before?.content ?? ''));
  const embeds = body.embeds ?? (body.embeds === null ? [] : (before?.embeds ?? []));
  return [
    ...(content === ''
      ? []
      : [
          formIssue(
            ['content'],
            code,
            "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
          ),
        ]),
    ...(embeds.length === 0
      ? []
      : [
          formIssue(
            ['embeds'],
            code,
            "The 'embeds' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
          ),
        ]),
  ];
}

function embedSum(body: MessageBody): readonly FormIssue[] {
  const sum = (body.embeds ?? []).reduce((total, embed) => {
    const fields = (embed.fields ?? []).reduce((all, { name, value }) => all + name.length + value.length, 0);
    const { title = '', description = '', footer, author } = embed;
    return (
      total +
      title.length +
      description.length +
      (footer?.text ?? '').length +
      (author?.name ?? '').length +
      fields
    );
  }, 0);
  if (sum <= 6000) return [];
  return [formIssue(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000')];
}

function isEmpty(body: MessageBody, files: number, before: Before | null): boolean {
  const content = body.content === undefined ? (before?.content ?? '') : (body.content ?? '');
  const embeds = body.embeds === undefined ? (before?.embeds ?? []) : (body.embeds ?? []);
  const components = body.components === undefined ? (before?.components ?? []) : (body.components ?? []);
  const kept = body.attachments === undefined ? (before?.attachments ?? 0) : (body.attachments ?? []).length;
  return content.trim() === '' && embeds.length + components.length + kept + files === 0;
}
