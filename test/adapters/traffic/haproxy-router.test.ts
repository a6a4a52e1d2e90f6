import { describe } from 'vitest';
import { haproxyInstalled } from '../../../demo/servers/haproxy.ts';
import { routerContract } from '../../contract/router.ts';
import { openHaproxy, routerFor } from './open-haproxy.ts';

describe.skipIf(!haproxyInstalled())('on a real HAProxy (skipped when haproxy is not installed)', () => {
  routerContract('HAProxy', async ({ v1, v2 }) => {
    const server = await openHaproxy([v1, v2], v1);
    const router = routerFor(server);
    return {
      router,
      route: 'shop',
      url: server.url,
      async [Symbol.asyncDispose]() {
        await router[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  });
});
