import { z } from 'zod';

/** What a submitted form holds, by block and by field, as Slack sends it under `view.state.values`. */
export const FormValues = z.record(
  z.string(),
  z.record(
    z.string(),
    z.looseObject({
      value: z.string().nullish(),
      selected_option: z.looseObject({ value: z.string() }).nullish(),
    }),
  ),
);
export type FormValues = z.infer<typeof FormValues>;

/** The field of a block: what was typed or chosen, trimmed; null for nothing. Each block has one field. */
export function fieldOf(values: FormValues, block: string): string | null {
  const field = Object.values(values[block] ?? {})[0];
  const found = (field?.selected_option?.value ?? field?.value ?? '').trim();
  return found === '' ? null : found;
}
