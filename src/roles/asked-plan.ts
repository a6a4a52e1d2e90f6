import { compilePlan, planHash } from '../config/compile.ts';
import type { Config, SlotConfig } from '../config/config.ts';
import { VersionName } from '../core/ids.ts';
import { listed } from '../core/prose.ts';
import type { Plan } from '../core/rollout/plan.ts';

/** Of which service and environment the plan is wanted; what is left out must be the only one there is. */
export interface AskedSlot {
  readonly service: string | undefined;
  readonly environment: string | undefined;
}

export type FoundPlan =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'none'; readonly sentence: string };

/** The plan of a service as its next release would follow it, whichever version that is. */
export function findPlan(config: Config, asked: AskedSlot): FoundPlan {
  const service = asked.service ?? only(config.services);
  if (service === null) return unsaid('service', config.services);
  const slots = config.slots.filter((slot) => slot.service === service);
  const environments = slots.map((slot) => slot.environment as string);
  const environment = asked.environment ?? (slots.length === 0 ? '' : only(environments));
  if (environment === null) return unsaid('environment', environments);
  const slot = slots.find((one) => one.environment === environment);
  if (slot !== undefined) return { kind: 'plan', plan: planOf(slot) };
  const refused = compilePlan(config, { service, environment, version: '' });
  return { kind: 'none', sentence: refused.kind === 'refused' ? refused.sentence : 'There is no such plan.' };
}

function planOf({ plan, versions, stable }: SlotConfig): Plan {
  const other = versions.find(({ version }) => version !== stable.version);
  const body = { ...plan, canary: other ?? { ...stable, version: VersionName.parse('canary') } };
  return { ...body, hash: planHash(body) };
}

function only(names: readonly string[]): string | null {
  const [first] = names;
  return names.length === 1 && first !== undefined ? first : null;
}

function unsaid(what: 'service' | 'environment', names: readonly string[]): FoundPlan {
  return {
    kind: 'none',
    sentence: `Say which ${what}: --${what} ${names[0] ?? 'NAME'}. There are ${listed(names)}.`,
  };
}
