import type { Delivered } from '../deliver.ts';
import { shownMessage, shownView } from '../methods/shown.ts';
import type { Block } from '../rules/block.ts';
import { elementsOf } from '../rules/blocks.ts';
import { type Actor, type By, interact, newResponseUrl, newTrigger, person } from './actor.ts';

export interface Click extends By {
  /** The button by its label, or by its action id. */
  readonly button: string;
  readonly triggerId?: string;
  /** Another value than the button has: what only a forger could send. */
  readonly value?: string;
}

interface Button {
  readonly type: string;
  readonly action_id?: string | undefined;
  readonly text?: unknown;
  readonly value?: string | undefined;
}

/** Clicks a button that really stands in the message; a button that is not there cannot be clicked. */
export function clickMessage(actor: Actor, ts: string, click: Click): Promise<Delivered> {
  const { state } = actor.context;
  const message = [...state.messages.values()].find((one) => one.ts === ts);
  if (message === undefined) throw new Error(`no message ${ts}`);
  const where = {
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: message.channel,
      is_ephemeral: message.onlyTo !== null,
      ...(message.thread === null ? {} : { thread_ts: message.thread }),
    },
    channel: { id: message.channel, name: state.channels.get(message.channel)?.name },
    ...(message.onlyTo === null ? { message: shownMessage(state, message, true) } : {}),
    state: { values: {} },
    response_url: newResponseUrl(actor, { channel: message.channel, user: click.user, message: ts }),
  };
  return send(actor, message.blocks, where, click);
}

/** Clicks a button of a modal or of the home tab. */
export function clickView(actor: Actor, id: string, click: Click): Promise<Delivered> {
  const { state } = actor.context;
  const view = state.views.get(id);
  if (view === undefined || !view.open) throw new Error(`no open view ${id}`);
  const where = { container: { type: 'view', view_id: id }, view: shownView(state, view) };
  return send(actor, view.blocks, where, click);
}

function send(actor: Actor, blocks: readonly Block[], where: object, click: Click): Promise<Delivered> {
  const { state } = actor.context;
  const { block, button } = find(blocks, click.button);
  const action = {
    ...button,
    block_id: block.block_id,
    ...(click.value === undefined ? {} : { value: click.value }),
    action_ts: state.nextTs(),
  };
  const payload = {
    type: 'block_actions',
    user: person(actor, click),
    api_app_id: state.app,
    token: 'legacy',
    trigger_id: click.triggerId ?? newTrigger(actor, click.user),
    team: { id: click.team ?? state.team, domain: 'shop' },
    enterprise: null,
    is_enterprise_install: false,
    ...where,
    actions: [action],
  };
  return interact(actor, payload, click.over);
}

function find(blocks: readonly Block[], wanted: string): { block: Block; button: Button } {
  for (const block of blocks) {
    const button = elementsOf(block).find((one) => one.action_id === wanted || labelOf(one) === wanted);
    if (button !== undefined) return { block, button };
  }
  throw new Error(`there is no button ${wanted}; there are: ${buttonsOf(blocks).join(', ')}`);
}

function labelOf(button: Button): string {
  const { text } = button;
  return typeof text === 'object' && text !== null && 'text' in text ? String(text.text) : '';
}

/** Labels of the buttons that can be clicked. */
export function buttonsOf(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap(elementsOf).map(labelOf);
}
