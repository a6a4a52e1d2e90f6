import { z } from 'zod';
import { apiError, formIssues, invalidForm, unknown } from '../api-error.ts';
import { permission, refusePermission } from '../permissions.ts';
import { noContent, ok, type Route } from '../route.ts';
import type { Channel } from '../state.ts';
import { channelView } from '../views.ts';

const Thread = z.object({
  name: z.string().min(1).max(100),
  auto_archive_duration: z.literal([60, 1440, 4320, 10_080]).optional(),
});

const Recipient = z.object({ recipient_id: z.string() });

export const channelRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/channels/:channel',
    auth: 'bot',
    run: ({ state, params }) => {
      const channel = state.channels.get(params['channel'] ?? '');
      if (channel === undefined) return unknown.channel();
      return refusePermission(state, channel) ?? ok(channelView(channel));
    },
  },
  {
    method: 'POST',
    path: '/channels/:channel/typing',
    auth: 'bot',
    run: () => noContent,
  },
  {
    method: 'POST',
    path: '/channels/:channel/messages/:message/threads',
    auth: 'bot',
    run: ({ state, params, json }) => {
      const parent = state.channels.get(params['channel'] ?? '');
      const message = state.messages.get(params['message'] ?? '');
      if (parent === undefined) return unknown.channel();
      const refused = refusePermission(state, parent, permission.createThreads);
      if (refused !== null) return refused;
      if (message === undefined || message.channel_id !== parent.id || message.ephemeral)
        return unknown.message();
      if (state.channels.has(message.id)) {
        return apiError(400, 160004, 'A thread has already been created for this message');
      }
      const body = Thread.safeParse(json);
      if (!body.success) return invalidForm(formIssues(body.error));
      const thread: Channel = {
        id: message.id,
        type: 11,
        name: body.data.name,
        parent_id: parent.id,
        permission_overwrites: [],
        ...(parent.guild_id === undefined ? {} : { guild_id: parent.guild_id }),
      };
      state.channels.set(thread.id, thread);
      return ok(channelView(thread), 201);
    },
  },
  {
    method: 'POST',
    path: '/users/@me/channels',
    auth: 'bot',
    run: ({ state, json }) => {
      const body = Recipient.safeParse(json);
      if (!body.success) return invalidForm(formIssues(body.error));
      const user = state.users.get(body.data.recipient_id);
      if (user === undefined || user.bot) return apiError(400, 50033, 'Invalid Recipient(s)');
      const known = [...state.channels.values()].find(
        ({ type, recipients }) => type === 1 && recipients?.some(({ id }) => id === user.id) === true,
      );
      const channel = known ?? {
        id: state.newId(),
        type: 1 as const,
        name: '',
        recipients: [user],
        permission_overwrites: [],
      };
      state.channels.set(channel.id, channel);
      return ok(channelView(channel));
    },
  },
];
