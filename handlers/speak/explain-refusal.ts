import type { Desk } from '../../commands/command.ts';
import type { PersonId, RoleName } from '../../src/core/ids.ts';
import { listed, plainLine } from '../../src/core/prose.ts';
import type { Reply } from '../../src/core/reply.ts';

const mostRoles = 3;
const mostNames = 3;

/** Adds who has the roles that were missing, what could not be found out, and what to type instead. */
export function explainRefusal(
  { roles }: Pick<Desk, 'roles'>,
  refused: Extract<Reply, { kind: 'refused' }>,
  needs: readonly RoleName[],
  unknown: readonly string[],
  speaker: PersonId,
): Reply {
  const shown = needs.slice(0, mostRoles);
  const named = shown.flatMap((role) => {
    const others = roles.known(role).filter(({ id }) => id !== speaker);
    const names = others.map(({ name }) => plainLine(name));
    const more = names.length - mostNames;
    const people = more > 0 ? [...names.slice(0, mostNames), `${more} more`] : names;
    return people.length === 0 ? [] : [`${listed(people)} ${people.length === 1 ? 'has' : 'have'} ${role}.`];
  });
  const counts = unknown.length === 0 ? [] : [...unknown, 'Until that is known it does not count.'];
  const [first] = shown;
  const next = `\`who ${first}\` says who has it now and how to reach them.`;
  return { ...refused, sentence: [refused.sentence, ...counts, ...named, next].join(' ') };
}
