import { refuseAccess } from '../src/core/access/access.ts';
import type { Scope } from '../src/core/freezes/order.ts';
import { EnvironmentName } from '../src/core/ids.ts';
import type { Refusal } from '../src/core/refusal.ts';
import type { Call, Desk } from './command.ts';
import { unknownEnvironment } from './known-names.ts';

/** Where an order is to hold; everywhere when nothing was typed. The speaker must have the verb in all of it. */
export function readScope(
  typed: string | undefined,
  call: Pick<Call, 'speaker'>,
  { access, config }: Pick<Desk, 'access' | 'config'>,
): { readonly scope: Scope } | Refusal {
  const name = EnvironmentName.safeParse(typed).data;
  const known = config.environments.some((one) => one.name === name);
  if (typed !== undefined && (name === undefined || !known)) return unknownEnvironment(config, typed);
  const meant = name === undefined ? config.environments.map((one) => one.name) : [name];
  const refusals = meant.flatMap((one) => refuseAccess(access, call.speaker, 'freeze', one) ?? []);
  return refusals[0] ?? { scope: name ?? '*' };
}
