import { type Method, no, text } from '../method.ts';

export const auth: Readonly<Record<string, Method>> = {
  'auth.test': {
    token: 'bot',
    scopes: [],
    run: (_args, { state }) => ({
      ok: true,
      url: 'https://shop.slack.example/',
      team: 'Shop',
      user: 'belay',
      team_id: state.team,
      user_id: state.bot.user,
      bot_id: state.bot.id,
      is_enterprise_install: false,
    }),
  },
  'users.info': {
    token: 'bot',
    scopes: ['users:read'],
    run: (args, { state }) => {
      const id = text(args, 'user');
      if (!/^[UW]/.test(id)) return no('user_not_found');
      return {
        ok: true,
        user: { id, team_id: state.team, name: id.toLowerCase(), is_bot: id === state.bot.user },
      };
    },
  },
  'apps.connections.open': {
    token: 'app',
    scopes: ['connections:write'],
    run: (_args, { state, url }) => ({
      ok: true,
      url: `${url.replace('http', 'ws')}/link/?ticket=${state.next('ticket')}&app_id=${state.app}`,
    }),
  },
};
