import type { Call, Command, Desk } from '../../commands/command.ts';
import { rolesFor, type Speaker } from '../../src/core/access/access.ts';
import type { RoleName } from '../../src/core/ids.ts';
import type { Reply } from '../../src/core/reply.ts';
import { explainRefusal } from './explain-refusal.ts';

/**
 * Carries a command out with the roles that the speaker has in belay.yml, and once more with those that they are found
 * to have elsewhere when it was refused for want of one. So whoever has the role in belay.yml waits for nobody, and a
 * refusal that names the roles it needs has changed nothing. Reading leaves out what one may not see instead of
 * refusing, so it begins with all of them, as they were told lately.
 */
export async function withRoles(
  desk: Pick<Desk, 'access' | 'config' | 'roles'>,
  command: Pick<Command, 'spec'>,
  declared: Speaker,
  attempt: (speaker: Speaker, resolve: Call['resolve']) => Promise<Reply>,
): Promise<Reply> {
  const { verb, kind } = command.spec;
  const unknown: string[] = [];
  const asked = new Set<RoleName>();
  // Asked for once in a decision, whatever the answer.
  const resolve: Call['resolve'] = async (speaker, wanted) => {
    const unasked = wanted.filter((role) => !asked.has(role) && !speaker.roles.includes(role));
    if (unasked.length === 0) return speaker;
    for (const role of unasked) asked.add(role);
    const found = await desk.roles.resolve(speaker, unasked, kind === 'reads' ? 'lately' : 'now');
    unknown.push(...found.unknown);
    return found.speaker;
  };
  const elsewhere = kind === 'reads' ? rolesFor(desk.access, verb).filter((role) => isOpen(desk, role)) : [];
  let speaker = elsewhere.length === 0 ? declared : await resolve(declared, elsewhere);
  for (;;) {
    const reply = await attempt(speaker, resolve);
    if (reply.kind !== 'refused' || reply.needs === undefined) return reply;
    const wider = await resolve(speaker, reply.needs);
    if (wider.roles.length === speaker.roles.length)
      return explainRefusal(desk, reply, reply.needs, unknown, speaker.person);
    speaker = wider;
  }
}

/** Whether others than belay.yml say who has a role. */
function isOpen({ config }: Pick<Desk, 'config'>, wanted: RoleName): boolean {
  return config.roles.some(({ name, sources }) => name === wanted && sources.length > 0);
}
