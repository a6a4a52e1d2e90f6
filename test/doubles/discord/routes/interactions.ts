import { type ApiError, apiError, unknown } from '../api-error.ts';
import { takeFirstResponse } from '../first-response.ts';
import { type Call, noContent, ok, type Result, type Route } from '../route.ts';
import { flags } from '../rules/message.ts';
import type { Interaction, Message } from '../state.ts';
import { editMessage, storeMessage } from '../store-message.ts';
import { messageView } from '../views.ts';

const tokenLives = 15 * 60_000;

export const interactionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/interactions/:interaction/:token/callback',
    auth: 'none',
    run: (call) => {
      const interaction = call.state.interactions.get(call.params['interaction'] ?? '');
      if (interaction === undefined || interaction.token !== call.params['token'])
        return unknown.interaction();
      const refused = takeFirstResponse(call.state, interaction, call.json, call.files);
      call.answered(interaction, refused === null);
      return refused ?? noContent;
    },
  },
  { method: 'POST', path: '/webhooks/:application/:token', auth: 'none', run: followUp },
  ...(['GET', 'PATCH', 'DELETE'] as const).map(
    (method): Route => ({
      method,
      path: '/webhooks/:application/:token/messages/:message',
      auth: 'none',
      run: (call) => withOwn(call, (message) => reach(method, call, message)),
    }),
  ),
];

function reach(method: 'GET' | 'PATCH' | 'DELETE', call: Call, message: Message): Result | ApiError {
  const { state, json, files } = call;
  if (method === 'DELETE') {
    state.messages.delete(message.id);
    return noContent;
  }
  return shown(call, method === 'GET' ? message : editMessage(state, message, json, files));
}

/** A message after the first; the first one after "thinking…" takes its place. */
function followUp(call: Call): Result | ApiError {
  return withToken(call, (interaction) => {
    const { state, json, files } = call;
    const thinking = state.messages.get(interaction.original ?? '');
    if (thinking !== undefined && (thinking.flags & flags.loading) !== 0) {
      return shown(call, editMessage(state, thinking, json, files));
    }
    const channel = interaction.channel ?? '';
    return shown(call, storeMessage(state, { channel, raw: json, files, interaction: interaction.id }));
  });
}

function withOwn(call: Call, run: (message: Message) => Result | ApiError): Result | ApiError {
  return withToken(call, (interaction) => {
    const wanted = call.params['message'] === '@original' ? interaction.original : call.params['message'];
    const message = call.state.messages.get(wanted ?? '');
    const own =
      message !== undefined &&
      (message.interaction === interaction.id || message.id === interaction.original);
    return own ? run(message) : unknown.message();
  });
}

function withToken(call: Call, run: (interaction: Interaction) => Result | ApiError): Result | ApiError {
  const { state, params } = call;
  if (params['application'] !== state.application.id) return unknown.webhook();
  const interaction = [...state.interactions.values()].find(({ token }) => token === params['token']);
  if (interaction === undefined) return apiError(401, 50027, 'Invalid Webhook Token');
  if (state.clock() - interaction.at > tokenLives) return apiError(401, 50027, 'Invalid Webhook Token');
  return interaction.first === null ? unknown.webhook() : run(interaction);
}

function shown(call: Call, message: Message | ApiError): Result | ApiError {
  return 'kind' in message ? message : ok(messageView(call.state, message, call.base));
}
