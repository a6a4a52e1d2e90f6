import { type Method, no, text } from '../method.ts';

export const usergroups: Readonly<Record<string, Method>> = {
  'usergroups.users.list': {
    token: 'bot',
    scopes: ['usergroups:read'],
    run(args, { state, rates }) {
      const wait = rates?.list() ?? null;
      if (wait !== null) return { retryAfter: wait };
      const team = text(args, 'team_id');
      if (team !== '' && team !== state.team) return no('team_not_found');
      const group = state.usergroups.get(text(args, 'usergroup'));
      return group === undefined ? no('no_such_subteam') : { ok: true, users: [...group] };
    },
  },
};
