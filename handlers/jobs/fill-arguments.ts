import type { Argv } from '../../src/core/rollout/plan.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';

/** Versions are filled in per argument; they match a strict pattern and no shell ever sees them. */
export function fillArguments(argv: Argv, { plan, stable }: Pick<Rollout, 'plan' | 'stable'>): Argv {
  const values: Readonly<Record<string, string>> = {
    version: plan.canary.version,
    stable: stable?.version ?? '',
    environment: plan.environment,
    service: plan.service,
  };
  return argv.map((argument) =>
    argument.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
  );
}
