import type { State, StoredMessage, StoredView } from '../state.ts';

/** A message as Slack's API shows it. */
export function shownMessage(state: State, message: StoredMessage, withMetadata: boolean): object {
  return {
    type: 'message',
    user: message.user,
    ...(message.user === state.bot.user ? { bot_id: state.bot.id, app_id: state.app } : {}),
    team: state.team,
    ts: message.ts,
    text: message.text,
    blocks: message.blocks,
    ...(message.thread === null ? {} : { thread_ts: message.thread }),
    ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
    ...(message.files.length === 0 ? {} : { files: message.files.map((id) => shownFile(state, id)) }),
    ...(message.edits === 0 ? {} : { edited: { user: message.user, ts: message.ts } }),
  };
}

function shownFile(state: State, id: string): object {
  const file = state.files.get(id);
  return { id, name: file?.name, title: file?.title };
}

export function shownView(state: State, view: StoredView): object {
  const { user: _user, open: _open, ...rest } = view;
  return {
    ...rest,
    team_id: state.team,
    app_id: state.app,
    bot_id: state.bot.id,
    state: { values: {} },
    root_view_id: view.id,
    previous_view_id: null,
    private_metadata: view.private_metadata ?? '',
    callback_id: view.callback_id ?? '',
    external_id: view.external_id ?? '',
  };
}
