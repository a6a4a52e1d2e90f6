import { readFileSync } from 'node:fs';
import { compilePlan } from '../../../src/config/compile.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { Plan, Source, Target } from '../../../src/core/rollout/plan.ts';

export interface Released {
  readonly plan: Plan;
  readonly stable: Target;
}

const file = new URL('./belay.yml', import.meta.url);

/** What belay.yml beside this file makes of a release, and who served everybody before it. */
export function released(service: 'checkout' | 'search', source?: Source): Released {
  const loaded = loadConfig('belay.yml', () => readFileSync(file, 'utf8'));
  if (loaded.kind === 'invalid')
    throw new Error(loaded.diagnostics.map(({ sentence }) => sentence).join('\n'));
  const slot = loaded.config.slots.find((one) => one.service === service);
  const [before, after] = slot?.versions ?? [];
  if (before === undefined || after === undefined) throw new Error(`${service} needs two versions`);
  const wish = { service, version: after.version, environment: 'production' };
  const compiled = compilePlan(loaded.config, source === undefined ? wish : { ...wish, source });
  if (compiled.kind === 'refused') throw new Error(compiled.sentence);
  return { plan: compiled.plan, stable: before };
}
