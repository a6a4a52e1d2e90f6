import { z } from 'zod';
import { type ApiError, formIssue, formIssues, invalidForm } from '../api-error.ts';

const TextInput = z.object({
  type: z.literal(4),
  custom_id: z.string().min(1).max(100),
  style: z.number().int().min(1).max(2),
  label: z.string().min(1).max(45).optional(),
  min_length: z.number().int().min(0).max(4000).optional(),
  max_length: z.number().int().min(1).max(4000).optional(),
  required: z.boolean().optional(),
  value: z.string().max(4000).optional(),
  placeholder: z.string().max(100).optional(),
});
export type TextInput = z.infer<typeof TextInput>;

const Row = z.object({ type: z.literal(1), components: z.tuple([TextInput.required({ label: true })]) });
const Label = z.object({
  type: z.literal(18),
  label: z.string().min(1).max(45),
  description: z.string().max(100).optional(),
  component: TextInput,
});

export const Modal = z.object({
  custom_id: z.string().min(1).max(100),
  title: z.string().min(1).max(45),
  components: z
    .array(z.discriminatedUnion('type', [Row, Label]))
    .min(1)
    .max(5),
});
export type Modal = z.infer<typeof Modal>;

export function checkModal(raw: unknown): Modal | ApiError {
  const parsed = Modal.safeParse(raw);
  if (!parsed.success) return invalidForm(formIssues(parsed.error));
  const ids = inputsOf(parsed.data).map(({ custom_id: id }) => id);
  if (new Set(ids).size === ids.length) return parsed.data;
  const message = 'Component custom id cannot be duplicated';
  return invalidForm([formIssue(['components'], 'COMPONENT_CUSTOM_ID_DUPLICATED', message)]);
}

export function inputsOf({ components }: Modal): readonly TextInput[] {
  return components.map((one) => (one.type === 1 ? one.components[0] : one.component));
}
