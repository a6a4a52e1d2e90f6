import { openGithub } from '../adapters/place/github/client.ts';
import type { Config, RoleConfig } from '../config/config.ts';
import { accountOfSource, type RoleSource, sourceWords } from '../core/access/role-source.ts';
import { Failure } from '../core/failure.ts';
import { counted } from '../core/prose.ts';
import type { Examine, Finding } from '../ports/examine.ts';
import type { Log } from '../ports/log.ts';
import type { Memberships } from '../ports/memberships.ts';
import { openMemberships } from './memberships.ts';
import type { SecretOf } from './secrets.ts';

export interface ExaminedRoles {
  readonly config: Pick<Config, 'places' | 'people' | 'roles'>;
  readonly secretOf: SecretOf;
}

/** Whether every group and schedule that gives a role can be read, and knows anybody of belay.yml. */
export function examineRoles({ config, secretOf }: ExaminedRoles): readonly Examine[] {
  const memberships = openMemberships({
    config,
    secretOf,
    githubOf: ({ app, privateKey, apiUrl }) => openGithub({ app, privateKey: secretOf(privateKey), apiUrl }),
    clock: Date.now,
    log: silent,
  });
  return config.roles.flatMap((role) =>
    role.sources.map((source) => () => examineSource(config, memberships, role, source)),
  );
}

async function examineSource(
  { people }: Pick<Config, 'people'>,
  memberships: Memberships,
  { name }: RoleConfig,
  source: RoleSource,
): Promise<readonly Finding[]> {
  const about = `Role ${name}: ${sourceWords(source)}`;
  const place = accountOfSource[source.kind];
  const accounts = people.flatMap((person) => person.accounts[place] ?? []);
  if (accounts.length === 0) {
    const sentence = `Nobody under \`people\` has an account \`${place}\`, so nobody can have ${name} this way. Put their ids there.`;
    return [{ about, state: 'warning', sentence }];
  }
  try {
    const members = await memberships.among(source, accounts);
    if (members.length > 0) {
      const sentence = `It can be read: ${counted(members.length, 'person', 'people')} of belay.yml ${members.length === 1 ? 'has' : 'have'} ${name} by it now.`;
      return [{ about, state: 'ok', sentence }];
    }
    const sentence = `It can be read, and nobody of belay.yml is in it now. Check the ids if that surprises you.`;
    return [{ about, state: 'warning', sentence }];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const meanwhile = `Until then ${name} is held by those alone who have it in belay.yml.`;
    return [{ about, state: 'error', sentence: `${error.message} ${meanwhile}` }];
  }
}

/** What was found is said as findings. */
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
