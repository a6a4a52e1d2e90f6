import type { Served } from '../adapters/traffic/haproxy/render-config.ts';
import type { Config } from '../config/config.ts';
import type { RouterName } from '../core/ids.ts';

/** Every service in every environment that belay.yml puts behind a router. */
export function servedBy({ slots }: Pick<Config, 'slots'>, router: RouterName): readonly Served[] {
  return slots
    .filter(({ plan }) => plan.routing.router === router)
    .map(({ plan, versions, stable }) => ({ routing: plan.routing, versions, stable }));
}
