import { z } from 'zod';
import { type ApiError, apiError, formIssue, formIssues, invalidForm, unknown } from './api-error.ts';
import type { Upload } from './read-body.ts';
import { flags } from './rules/message.ts';
import { checkModal } from './rules/modal.ts';
import type { DiscordState, Interaction } from './state.ts';
import { editMessage, storeMessage, storeThinking } from './store-message.ts';

export const responseWithin = 3000;

const Response = z.object({ type: z.number().int(), data: z.unknown().optional() });
const Choices = z.object({
  choices: z
    .array(z.object({ name: z.string().min(1).max(100), value: z.union([z.string().max(100), z.number()]) }))
    .max(25),
});

/** Which kinds of first response a kind of interaction may have. */
const allowed: Readonly<Record<Interaction['type'], readonly number[]>> = {
  1: [1],
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
};

/** Takes the first response to an interaction, once and within three seconds. @returns null when taken */
export function takeFirstResponse(
  state: DiscordState,
  interaction: Interaction,
  raw: unknown,
  files: readonly Upload[],
): ApiError | null {
  if (interaction.first !== null) {
    return apiError(400, 40060, 'Interaction has already been acknowledged.');
  }
  if (state.clock() - interaction.at > responseWithin) return unknown.interaction();
  const parsed = Response.safeParse(raw);
  if (!parsed.success) return invalidForm(formIssues(parsed.error));
  const { type, data } = parsed.data;
  const fits = allowed[interaction.type].includes(type) && !(type === 6 && interaction.source === null);
  if (!fits) {
    return invalidForm([
      formIssue(['type'], 'INTERACTION_TYPE_INVALID', 'This response does not fit the interaction'),
    ]);
  }
  const refused = apply(state, interaction, type, data, files);
  if (refused !== null) return refused;
  interaction.first = { type, data, at: state.clock() };
  return null;
}

function apply(
  state: DiscordState,
  interaction: Interaction,
  type: number,
  data: unknown,
  files: readonly Upload[],
): ApiError | null {
  const { id, source } = interaction;
  const channel = interaction.channel ?? '';
  if (type === 4)
    return keep(interaction, storeMessage(state, { channel, raw: data, files, interaction: id }));
  if (type === 5) {
    const wanted = z.object({ flags: z.number().optional() }).safeParse(data ?? {});
    const hidden = ((wanted.data?.flags ?? 0) & flags.ephemeral) !== 0;
    return keep(interaction, storeThinking(state, channel, hidden, id));
  }
  if (type === 6 || type === 7) {
    const message = state.messages.get(source ?? '');
    if (message === undefined) return unknown.message();
    return keep(interaction, type === 6 ? message : editMessage(state, message, data ?? {}, files));
  }
  if (type === 8) {
    const choices = Choices.safeParse(data);
    return choices.success ? null : invalidForm(formIssues(choices.error));
  }
  if (type === 9) {
    const modal = checkModal(data);
    if ('kind' in modal) return modal;
    interaction.modal = modal;
  }
  return null;
}

function keep(interaction: Interaction, message: { readonly id: string } | ApiError): ApiError | null {
  if ('kind' in message) return message;
  interaction.original = message.id;
  return null;
}
