import { z } from 'zod';
import type { Delivered } from '../deliver.ts';
import { shownView } from '../methods/shown.ts';
import { keep } from '../methods/views.ts';
import { Options } from '../rules/elements.ts';
import { checkView } from '../rules/view.ts';
import type { StoredView } from '../state.ts';
import { type Actor, type By, interact, newTrigger, person } from './actor.ts';

export interface Submit extends By {
  /** What was filled in, by block id. */
  readonly values: Readonly<Record<string, string>>;
  /** Says that the view is of another hash: a submission sent twice. */
  readonly hash?: string;
}

const Answered = z.union([
  z.null(),
  z.strictObject({
    response_action: z.literal('errors'),
    errors: z.record(z.string(), z.string().max(2000)),
  }),
  z.strictObject({ response_action: z.literal('clear') }),
  z.strictObject({ response_action: z.enum(['update', 'push']), view: z.unknown() }),
]);

/** Submits a modal, and does with it what the app answered. */
export async function submitView(actor: Actor, id: string, submit: Submit): Promise<Delivered> {
  const { state } = actor.context;
  const view = state.views.get(id);
  if (view === undefined || !view.open || view.type !== 'modal') throw new Error(`no open modal ${id}`);
  const payload = {
    type: 'view_submission',
    team: { id: submit.team ?? state.team, domain: 'shop' },
    user: person(actor, submit),
    api_app_id: state.app,
    token: 'legacy',
    trigger_id: newTrigger(actor, submit.user),
    view: {
      ...shownView(state, view),
      state: { values: filledIn(view, submit.values) },
      ...(submit.hash === undefined ? {} : { hash: submit.hash }),
    },
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  };
  const delivered = await interact(actor, payload, submit.over);
  if (delivered.status === 200) follow(actor, view, delivered.ack);
  return delivered;
}

function follow(actor: Actor, view: StoredView, ack: unknown): void {
  const { state } = actor.context;
  const answered = Answered.parse(ack);
  if (answered === null || answered.response_action === 'clear') {
    state.views.set(view.id, { ...view, open: false });
    return;
  }
  if (answered.response_action === 'errors') {
    const known = view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
    const unknown = Object.keys(answered.errors).filter((block) => !known.includes(block));
    if (unknown.length > 0) throw new Error(`errors for blocks that are not there: ${unknown.join(', ')}`);
    return;
  }
  const checked = checkView(answered.view, 'modal');
  if (checked.kind === 'refused') throw new Error(`Slack shows no such view: ${checked.messages.join(', ')}`);
  const { id, user } = view;
  keep({ ...actor.context, rates: null }, { ...checked.view, id, user, hash: '', open: true });
}

/** Slack lets nobody submit while a required field is empty, or choose what a select does not offer. */
function filledIn(view: StoredView, values: Readonly<Record<string, string>>): object {
  const filled: Record<string, object> = {};
  for (const block of view.blocks) {
    if (block.type !== 'input') continue;
    const id = block.block_id ?? '';
    const value = values[id] ?? initial(block.element);
    if (value === null && block.optional !== true) throw new Error(`${id} must be filled in`);
    filled[id] = { [block.element.action_id ?? '']: shownValue(block.element, value) };
  }
  return filled;
}

const Initial = z.object({
  initial_value: z.string().optional(),
  initial_option: z.object({ value: z.string() }).optional(),
});

function initial(element: object): string | null {
  const { initial_value, initial_option } = Initial.parse(element);
  return initial_value ?? initial_option?.value ?? null;
}

interface Offered {
  readonly value: string;
}

function shownValue(
  element: {
    readonly type: string;
    readonly options?: readonly Offered[] | undefined;
    readonly option_groups?: readonly { readonly options: readonly Offered[] }[] | undefined;
  },
  value: string | null,
): object {
  if (element.type === 'plain_text_input') return { type: element.type, value };
  const options = element.options ?? element.option_groups?.flatMap((group) => group.options);
  const offered = options?.map((option) => option.value);
  if (value !== null && offered !== undefined && !offered.includes(value)) {
    throw new Error(`${value} is not offered; there are: ${offered.join(', ')}`);
  }
  const option = value === null ? null : { text: { type: 'plain_text', text: value }, value };
  return { type: element.type, selected_option: option };
}

export interface Suggest extends By {
  readonly block: string;
  readonly typed: string;
}

/** Types into an external select. @returns the values that were offered */
export async function suggest(actor: Actor, id: string, asked: Suggest): Promise<readonly string[]> {
  const { state } = actor.context;
  const view = state.views.get(id);
  const block = view?.blocks.find((one) => one.block_id === asked.block);
  if (view === undefined || block?.type !== 'input' || block.element.type !== 'external_select') {
    throw new Error(`no external select ${asked.block} in ${id}`);
  }
  const payload = {
    type: 'block_suggestion',
    user: person(actor, asked),
    container: { type: 'view', view_id: id },
    api_app_id: state.app,
    token: 'legacy',
    action_id: block.element.action_id,
    block_id: asked.block,
    value: asked.typed,
    team: { id: asked.team ?? state.team, domain: 'shop' },
    view: shownView(state, view),
  };
  const { status, ack } = await interact(actor, payload, asked.over);
  if (status !== 200) return [];
  const { options } = z.object({ options: z.union([z.array(z.never()).max(0), Options]) }).parse(ack);
  return options.map(({ value }) => value);
}
