import type { Config, Environment } from '../src/config/config.ts';
import { type Access, refuseAccess, type Speaker } from '../src/core/access/access.ts';
import type { DeliveryReport } from '../src/core/delivery/figure.ts';
import { deliveryReport } from '../src/core/delivery/report.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Instant, Millis } from '../src/core/time.ts';
import type { Deliveries } from '../src/ledger/deliveries.ts';
import { unknownEnvironment, unknownService } from './known-names.ts';

export interface DeliveryParts {
  readonly config: Config;
  readonly access: Access;
  readonly deliveries: Deliveries;
}

export interface DeliveryAsked {
  readonly service: string | undefined;
  readonly environment: string | undefined;
  /** How far back. */
  readonly span: Millis;
  readonly now: Instant;
}

export const usualSpan: Millis = 30 * 86_400_000;
const longestSpan: Millis = 3660 * 86_400_000;

/** The delivery figures of what this speaker may see. */
export async function readDelivery(
  { config, access, deliveries }: DeliveryParts,
  speaker: Speaker,
  { service, environment: typed, span, now }: DeliveryAsked,
): Promise<DeliveryReport | Refusal> {
  if (service !== undefined && !config.services.some((one) => one === service))
    return unknownService(config, service);
  const environment = config.environments.find(({ name }) => name === typed);
  if (typed !== undefined && environment === undefined) return unknownEnvironment(config, typed);
  const denied = environment === undefined ? null : refuseAccess(access, speaker, 'status', environment.name);
  if (denied !== null) return denied;
  if (span <= 0 || span > longestSpan)
    return refuse('bad-span', '`--since` takes a time such as `30d`, at most ten years.');
  const releases = (await deliveries()).filter(
    (one) => refuseAccess(access, speaker, 'status', one.environment, one.service) === null,
  );
  return deliveryReport(releases, {
    service: service ?? null,
    environments: environment === undefined ? productionOf(config.environments) : [environment.name],
    since: Math.max(0, now - span),
    // What has just happened counts.
    until: now + 1,
    targets: config.deliveryTargets,
  });
}

/** Where people are served; empty, which is everywhere, where no environment is declared as that. */
function productionOf(environments: readonly Environment[]): readonly string[] {
  return environments.filter(({ production }) => production).map(({ name }) => name);
}
