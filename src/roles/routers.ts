import { createEmbeddedRouter, type EmbeddedRouterOptions } from '../adapters/traffic/embedded-router.ts';
import { createHaproxyRouter } from '../adapters/traffic/haproxy-router.ts';
import type { Config, RouterConfig } from '../config/config.ts';
import { Failure } from '../core/failure.ts';
import type { RouterName } from '../core/ids.ts';
import type { Routing } from '../core/rollout/plan.ts';
import type { Router, TrafficMetrics } from '../ports/router.ts';

export type AnyRouter = Router & TrafficMetrics;
export type RouterOf = (routing: Pick<Routing, 'router'>) => AnyRouter;

/** Every router of belay.yml by its name; rollouts keep the name they began with. */
export function openRouters(config: Pick<Config, 'routers'>, proxy: EmbeddedRouterOptions | null): RouterOf {
  const routers = new Map(config.routers.map((router) => [router.name, open(router, proxy)]));
  return ({ router }) => routers.get(router) ?? lost(router);
}

function open(router: RouterConfig, proxy: EmbeddedRouterOptions | null): AnyRouter {
  switch (router.kind) {
    case 'embedded':
      return proxy === null ? unstarted(router.name) : createEmbeddedRouter(proxy);
    case 'haproxy':
      return createHaproxyRouter({ ...router, clock: Date.now });
  }
}

function lost(name: RouterName): AnyRouter {
  return refusing(
    `Router ${name} is not in belay.yml any more, so this rollout cannot move its traffic. Put it back and start Belay again.`,
  );
}

function unstarted(name: RouterName): AnyRouter {
  return refusing(
    `The proxy of router ${name} does not run on this machine, so its traffic cannot be moved from here. \`belay start\` runs it; several machines share a HAProxy.`,
  );
}

function refusing(sentence: string): AnyRouter {
  const refuse = () => Promise.reject(new Failure('router-refused', sentence, { retryable: true }));
  return { apply: refuse, read: refuse, observe: refuse, measure: refuse, undoByHand: () => [] };
}
