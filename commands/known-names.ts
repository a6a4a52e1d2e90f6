import type { Config } from '../src/config/config.ts';
import { closest } from '../src/core/command/closest.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';

export function unknownService(config: Config, typed: string): Refusal {
  return unknown('service', typed, config.services);
}

export function unknownEnvironment(config: Config, typed: string): Refusal {
  const names = config.environments.map(({ name }) => name);
  return unknown('environment', typed, names);
}

function unknown(what: string, typed: string, known: readonly string[]): Refusal {
  const near = closest(typed, known);
  const guess = near === null ? '' : ` Did you mean \`${near}\`?`;
  return refuse(
    `no-such-${what}`,
    `There is no ${what} "${typed}".${guess} Known: ${known.join(', ')}. Nothing was changed.`,
  );
}
