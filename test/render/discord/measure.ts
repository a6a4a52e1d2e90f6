import type { DiscordMessage } from '../../../src/render/discord/message.ts';

interface Part {
  readonly type: number;
  readonly components?: readonly Part[];
  readonly content?: string;
  readonly custom_id?: string;
  readonly label?: string;
  readonly file?: { readonly url: string };
  readonly items?: readonly { readonly media: { readonly url: string } }[];
}

/** What Discord counts in a message. */
export function measure({ body, files }: DiscordMessage) {
  const all = flattened(JSON.parse(JSON.stringify(body.components ?? [])));
  const ids = all.flatMap((part) => part.custom_id ?? []);
  const named = all.flatMap((part) =>
    [part.file?.url ?? [], part.items?.map(({ media }) => media.url) ?? []].flat(),
  );
  return {
    components: all.length,
    text: [body.content ?? [], all.flatMap((part) => part.content ?? [])].flat(2),
    ids,
    labels: all.flatMap((part) => part.label ?? []),
    widestRow: Math.max(
      0,
      ...all.filter(({ type }) => type === 1).map(({ components = [] }) => components.length),
    ),
    /** Files that are sent and not shown, or shown and not sent. */
    astray:
      body.content === undefined
        ? difference(
            named,
            files.map(({ name }) => `attachment://${name}`),
          )
        : [],
  };
}

/** What would make Discord refuse the message. */
export function tooMuch(message: DiscordMessage): readonly string[] {
  const { components, text, ids, labels, widestRow, astray } = measure(message);
  const length = text.reduce((sum, one) => sum + one.length, 0);
  const most = message.body.content === undefined ? 4000 : 2000;
  return [
    ...(components > 40 ? [`${components} components`] : []),
    ...(length > most ? [`${length} characters`] : []),
    ...(text.some((one) => one.trim() === '') ? ['an empty text'] : []),
    ...(ids.some((id) => id.length === 0 || id.length > 100) ? ['a long id'] : []),
    ...(new Set(ids).size < ids.length ? ['an id twice'] : []),
    ...(labels.some((label) => label.length === 0 || label.length > 80) ? ['a label'] : []),
    ...(widestRow > 5 ? [`${widestRow} buttons in a row`] : []),
    ...astray,
  ];
}

function flattened(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap((part) => [part, ...flattened(part.components ?? [])]);
}

function difference(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...one.filter((name) => !other.includes(name)), ...other.filter((name) => !one.includes(name))];
}
