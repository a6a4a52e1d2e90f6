import { z } from 'zod';
import type { DiscordMessage } from '../../../render/discord/message.ts';

interface Part {
  readonly type: number;
  readonly content?: string | undefined;
  readonly components?: readonly Part[] | undefined;
}

const Part: z.ZodType<Part> = z.object({
  type: z.number(),
  content: z.string().optional(),
  components: z.lazy(() => z.array(Part)).optional(),
});

/** A message as Discord shows it afterwards. The nonce is gone by then, so it is known by what it says. */
export const SeenMessage = z.object({
  id: z.string(),
  author: z.object({ id: z.string() }),
  content: z.string(),
  components: z.array(Part).optional(),
  attachments: z.array(z.object({ filename: z.string() })),
  /** Set on answers to commands and clicks, which are never posts of a place. */
  interaction_metadata: z.unknown().optional(),
});
export type SeenMessage = z.infer<typeof SeenMessage>;

export const SentMessage = z.object({ id: z.string(), channel_id: z.string() });

/** Says the same, and has the same files. */
export function saysTheSame({ body, files }: DiscordMessage): (seen: SeenMessage) => boolean {
  const wanted = fingerprint(
    body.content ?? '',
    z.array(Part).parse(body.components ?? []),
    files.map(({ name }) => name),
  );
  return (seen) => {
    const names = seen.attachments.map(({ filename }) => filename);
    return fingerprint(seen.content, seen.components ?? [], names) === wanted;
  };
}

/** A card has nothing but its frame, and names its rollout in it; what it says changes all the time. */
export function isCardOf(rollout: string): (seen: SeenMessage) => boolean {
  return ({ components = [] }) =>
    components.length === 1 &&
    components[0]?.type === 17 &&
    textsOf(components)[0]?.includes(`\`${rollout}\``) === true;
}

function fingerprint(content: string, parts: readonly Part[], files: readonly string[]): string {
  return JSON.stringify([content.trim(), textsOf(parts), files]);
}

function textsOf(parts: readonly Part[]): readonly string[] {
  return parts.flatMap(({ content, components }) => [
    ...(content === undefined ? [] : [content.trim()]),
    ...textsOf(components ?? []),
  ]);
}
