import { createEmbeddedRouter, type EmbeddedRouterOptions } from '../adapters/traffic/embedded-router.ts';
import { createHaproxyRouter } from '../adapters/traffic/haproxy-router.ts';
import type { Config, RouterConfig } from '../config/config.ts';
import { Failure } from '../core/failure.ts';
import type { RouterName } from '../core/ids.ts';
import type { Routing } from '../core/rollout/plan.ts';
import type { Instant } from '../core/time.ts';
import type { Log } from '../ports/log.ts';
import type { Router, TrafficMetrics } from '../ports/router.ts';

export type AnyRouter = Router & TrafficMetrics;
export type RouterOf = (routing: Pick<Routing, 'router'>) => AnyRouter;

export interface Routers extends AsyncDisposable {
  readonly routerOf: RouterOf;
}

interface RouterParts {
  readonly config: Pick<Config, 'routers'>;
  /** The embedded proxy of this machine; null when none runs. */
  readonly proxy: EmbeddedRouterOptions | null;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** Every router of belay.yml by its name; rollouts keep the name they began with. */
export function openRouters(parts: RouterParts): Routers {
  const stack = new AsyncDisposableStack();
  const routers = new Map(parts.config.routers.map((router) => [router.name, open(router, parts, stack)]));
  return {
    routerOf: ({ router }) => routers.get(router) ?? lost(router),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function open(
  router: RouterConfig,
  { proxy, clock, log }: RouterParts,
  stack: AsyncDisposableStack,
): AnyRouter {
  switch (router.kind) {
    case 'embedded':
      return proxy === null ? unstarted(router.name) : createEmbeddedRouter(proxy);
    case 'haproxy':
      return stack.use(createHaproxyRouter({ ...router, clock, log }));
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
  return {
    apply: refuse,
    read: refuse,
    observe: refuse,
    measure: refuse,
    totals: refuse,
    undoByHand: () => [],
  };
}
