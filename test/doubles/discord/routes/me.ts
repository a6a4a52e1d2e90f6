import { unknown } from '../api-error.ts';
import { ok, type Route } from '../route.ts';
import { guildView, memberView, roleView, userView } from '../views.ts';

const application: Route['run'] = ({ state }) =>
  ok({
    id: state.application.id,
    name: state.bot.username,
    description: '',
    bot_public: false,
    bot_require_code_grant: false,
    verify_key: state.application.publicKey,
    bot: userView(state.bot),
    flags: 0,
    interactions_endpoint_url: null,
  });

const botUser: Route['run'] = ({ state }) => ok(userView(state.bot));

export const meRoutes: readonly Route[] = [
  { method: 'GET', path: '/users/@me', auth: 'bot', run: botUser },
  { method: 'GET', path: '/applications/@me', auth: 'bot', run: application },
  { method: 'GET', path: '/oauth2/applications/@me', auth: 'bot', run: application },
  {
    method: 'GET',
    path: '/users/@me/guilds',
    auth: 'bot',
    run: ({ state }) =>
      ok([...state.guilds.values()].filter(({ members }) => members.has(state.bot.id)).map(guildView)),
  },
  {
    method: 'GET',
    path: '/users/:user',
    auth: 'bot',
    run: ({ state, params }) => {
      const user = state.users.get(params['user'] ?? '');
      return user === undefined ? unknown.user() : ok(userView(user));
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guild',
    auth: 'bot',
    run: ({ state, params }) => {
      const guild = state.guilds.get(params['guild'] ?? '');
      return guild?.members.has(state.bot.id) === true ? ok(guildView(guild)) : unknown.guild();
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guild/roles',
    auth: 'bot',
    run: ({ state, params }) => {
      const guild = state.guilds.get(params['guild'] ?? '');
      return guild?.members.has(state.bot.id) === true ? ok(guild.roles.map(roleView)) : unknown.guild();
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guild/members/:user',
    auth: 'bot',
    run: ({ state, params }) => {
      const guild = state.guilds.get(params['guild'] ?? '');
      const id = params['user'] === '@me' ? state.bot.id : (params['user'] ?? '');
      const user = state.users.get(id);
      const roles = guild?.members.get(id);
      if (guild?.members.has(state.bot.id) !== true) return unknown.guild();
      if (user === undefined) return unknown.user();
      return roles === undefined ? unknown.member() : ok(memberView(user, roles));
    },
  },
];
