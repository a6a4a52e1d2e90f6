import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/canonical-json.ts';
import { Sha256 } from '../core/ids.ts';
import { nearest } from '../core/nearest.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import type { Plan, PlanBody } from '../core/rollout/plan.ts';
import type { Config, SlotConfig } from './config.ts';

export interface Wish {
  readonly service: string;
  readonly version: string;
  readonly environment: string;
}

export type Compiled = { readonly kind: 'plan'; readonly plan: Plan } | Refusal;

/** Freezes the plan of one rollout: everything that is decided before it starts, and the hash that approvals bind to. */
export function compilePlan(config: Config, wish: Wish): Compiled {
  const slot = findSlot(config, wish);
  if ('kind' in slot) return slot;
  const canary = slot.versions.find(({ version }) => version === wish.version);
  if (canary === undefined) {
    const known = slot.versions.map(({ version }) => version as string);
    const place = `\`${wish.service}\` in ${wish.environment}`;
    return refuse(
      'no-such-version',
      `${place} has no version \`${wish.version}\`. ${hint(wish.version, known, 'Versions')}`,
    );
  }
  const body = { ...slot.plan, canary };
  return { kind: 'plan', plan: { ...body, hash: planHash(body) } };
}

/** SHA-256 over the canonical JSON of the body. */
export function planHash(body: PlanBody): Sha256 {
  return Sha256.parse(createHash('sha256').update(canonicalJson(body)).digest('hex'));
}

function findSlot(config: Config, { service, environment }: Wish): SlotConfig | Refusal {
  const ofService = config.slots.filter((slot) => slot.service === service);
  if (ofService.length === 0) {
    return refuse(
      'no-such-service',
      `There is no service \`${service}\`. ${hint(service, config.services, 'Services')}`,
    );
  }
  const slot = ofService.find((one) => one.environment === environment);
  if (slot !== undefined) return slot;
  const known = ofService.map((one) => one.environment as string);
  return refuse(
    'no-such-environment',
    `\`${service}\` does not run in \`${environment}\`. ${hint(environment, known, 'It runs in')}`,
  );
}

function hint(word: string, known: readonly string[], label: string): string {
  const near = nearest(word, known);
  const list = `${label}${label.includes(' ') ? '' : ':'} ${known.map((name) => `\`${name}\``).join(', ')}.`;
  return near === null ? list : `Did you mean \`${near}\`? ${list}`;
}
