import { type ApiError, apiError, unknown } from '../api-error.ts';
import { permission, refusePermission } from '../permissions.ts';
import { type Call, noContent, ok, type Result, type Route } from '../route.ts';
import { type Channel, type Message, messagesIn } from '../state.ts';
import { editMessage, storeMessage } from '../store-message.ts';
import { messageView } from '../views.ts';

const path = '/channels/:channel/messages';

export const messageRoutes: readonly Route[] = [
  { method: 'POST', path, auth: 'bot', run: send },
  { method: 'GET', path, auth: 'bot', run: list },
  {
    method: 'GET',
    path: `${path}/:message`,
    auth: 'bot',
    run: (call) => withMessage(call, (one) => shown(call, one)),
  },
  {
    method: 'PATCH',
    path: `${path}/:message`,
    auth: 'bot',
    run: (call) =>
      withMessage(call, (one) => shown(call, editMessage(call.state, one, call.json, call.files))),
  },
  {
    method: 'DELETE',
    path: `${path}/:message`,
    auth: 'bot',
    run: (call) =>
      withMessage(call, ({ id }) => {
        call.state.messages.delete(id);
        return noContent;
      }),
  },
];

function send(call: Call): Result | ApiError {
  const { state, files, json } = call;
  return withChannel(call, (channel) => {
    const write = channel.type === 11 ? permission.sendInThreads : permission.sendMessages;
    const attach = files.length > 0 ? [permission.attachFiles] : [];
    const refused = refusePermission(state, channel, write, ...attach);
    if (refused !== null) return refused;
    return shown(call, storeMessage(state, { channel: channel.id, raw: json, files, interaction: null }));
  });
}

function list(call: Call): Result | ApiError {
  return withChannel(call, (channel) => {
    const refused = refusePermission(call.state, channel);
    if (refused !== null) return refused;
    // Without the permission to read the history Discord answers an empty list.
    if (refusePermission(call.state, channel, permission.readHistory) !== null) return ok([]);
    const limit = Number(call.query.get('limit') ?? '50');
    if (!(limit >= 1 && limit <= 100)) return apiError(400, 50035, 'Invalid Form Body');
    const after = BigInt(call.query.get('after') ?? '0');
    const before = call.query.get('before');
    const all = messagesIn(call.state, channel.id)
      .filter(({ id }) => BigInt(id) > after && (before === null || BigInt(id) < BigInt(before)))
      .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
    const page = call.query.has('after') ? all.slice(-limit) : all.slice(0, limit);
    return ok(page.map((one) => messageView(call.state, one, call.base)));
  });
}

function shown(call: Call, message: Message | ApiError): Result | ApiError {
  return 'kind' in message ? message : ok(messageView(call.state, message, call.base));
}

function withMessage(call: Call, run: (message: Message) => Result | ApiError): Result | ApiError {
  return withChannel(call, (channel) => {
    const refused = refusePermission(call.state, channel);
    if (refused !== null) return refused;
    const message = call.state.messages.get(call.params['message'] ?? '');
    if (message === undefined || message.ephemeral || message.channel_id !== channel.id)
      return unknown.message();
    return run(message);
  });
}

function withChannel(call: Call, run: (channel: Channel) => Result | ApiError): Result | ApiError {
  const channel = call.state.channels.get(call.params['channel'] ?? '');
  return channel === undefined ? unknown.channel() : run(channel);
}
