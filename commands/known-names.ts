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

export function unknownTrain(config: Config, typed: string): Refusal {
  const names = config.trains.map(({ name }) => name);
  if (names.length > 0) return unknown('train', typed, names);
  return refuse(
    'no-such-train',
    `No train is declared in ${config.file}. Declare one under \`trains\`, or type \`deploy\` for each service. Nothing was changed.`,
  );
}

function unknown(what: string, typed: string, known: readonly string[]): Refusal {
  const near = closest(typed, known);
  const guess = near === null ? '' : ` Did you mean \`${near}\`?`;
  return refuse(
    `no-such-${what}`,
    `There is no ${what} "${typed}".${guess} Known: ${known.join(', ')}. Nothing was changed.`,
  );
}
