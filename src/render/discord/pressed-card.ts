import { z } from 'zod';
import { plainLine } from '../../core/prose.ts';

/** What a form says of the button that opened it; null what the message does not tell. */
export interface PressedCard {
  readonly label: string | null;
  readonly title: string | null;
}

const Component = z.looseObject({
  content: z.string().optional().catch(undefined),
  custom_id: z.string().optional().catch(undefined),
  label: z.string().optional().catch(undefined),
  components: z.array(z.unknown()).optional().catch(undefined),
});
type Component = z.infer<typeof Component>;

/** Reads it back from the message as Discord sends it along with a press. */
export function pressedCard(components: readonly unknown[], customId: string): PressedCard {
  const all = flat(components, 5);
  const label = all.find((one) => one.custom_id === customId)?.label ?? null;
  const heading = all.map(({ content }) => content ?? '').find((content) => content.startsWith('### '));
  const [title = ''] = heading?.slice(4).split('\n') ?? [];
  return { label, title: title === '' ? null : plainLine(title.replace(/\\(.)/gu, '$1')) };
}

function flat(components: readonly unknown[], depth: number): readonly Component[] {
  return components.flatMap((component) => {
    const read = Component.safeParse(component);
    if (!read.success) return [];
    return [read.data, ...(depth === 0 ? [] : flat(read.data.components ?? [], depth - 1))];
  });
}
