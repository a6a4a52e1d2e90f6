import type { Config } from '../src/config/config.ts';
import { RoleName } from '../src/core/ids.ts';
import { nearest } from '../src/core/nearest.ts';
import { plainLine } from '../src/core/prose.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';

/** Roles that somebody has or may have. */
export function knownRoles({ people, roles }: Pick<Config, 'people' | 'roles'>): readonly RoleName[] {
  return [...new Set([...people.flatMap((person) => person.roles), ...roles.map(({ name }) => name)])];
}

/** The role of that name, alone in a list. */
export function knownRole(
  config: Pick<Config, 'people' | 'roles'>,
  typed: string,
): readonly [RoleName] | Refusal {
  const known = knownRoles(config);
  const role = RoleName.safeParse(typed).data;
  if (role !== undefined && known.includes(role)) return [role];
  const near = nearest(typed, known);
  const hint = near === null ? `There are: ${known.join(', ')}.` : `Did you mean \`${near}\`?`;
  return refuse('unknown-role', `There is no role \`${plainLine(typed)}\`. ${hint} Nothing was changed.`);
}
