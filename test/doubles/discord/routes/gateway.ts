import { ok, type Route } from '../route.ts';

export const gatewayRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/gateway/bot',
    auth: 'bot',
    run: ({ base }) =>
      ok({
        url: `${base.replace('http', 'ws')}/gateway`,
        shards: 1,
        session_start_limit: { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 1 },
      }),
  },
];
