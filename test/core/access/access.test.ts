import { describe, expect, it } from 'vitest';
import {
  type Access,
  allowedVerbs,
  type Grants,
  refuseAccess,
  type Speaker,
} from '../../../src/core/access/access.ts';
import { EnvironmentName, PersonId, RoleName } from '../../../src/core/ids.ts';

const roles = (...names: string[]) => names.map((name) => RoleName.parse(name));
const grants = (table: Record<string, readonly string[] | 'anyone'>): Grants =>
  Object.fromEntries(
    Object.entries(table).map(([verb, who]) => [verb, who === 'anyone' ? who : roles(...who)]),
  );
const speaker = (...held: string[]): Speaker => ({
  person: PersonId.parse('ada'),
  name: 'Ada',
  roles: roles(...held),
});
const staging = EnvironmentName.parse('staging');
const production = EnvironmentName.parse('production');

const access: Access = {
  general: grants({ status: 'anyone', deploy: ['dev', 'lead'], rollback: ['dev'], lock: [] }),
  environments: {
    production: grants({ deploy: ['lead'], rollback: 'anyone', approve: ['lead'], status: ['dev'] }),
  },
};

describe('who may do what where', () => {
  it.each([
    // verb, where, roles held, allowed
    ['status', staging, [], true],
    ['status', production, [], false],
    ['status', production, ['dev'], true],
    ['deploy', staging, ['dev'], true],
    ['deploy', staging, ['lead'], true],
    ['deploy', staging, ['guest'], false],
    ['deploy', staging, [], false],
    ['deploy', production, ['dev'], false],
    ['deploy', production, ['lead'], true],
    ['deploy', production, ['dev', 'lead'], true],
    ['rollback', staging, [], false],
    ['rollback', production, [], true],
    ['approve', staging, ['lead'], false],
    ['approve', production, ['lead'], true],
    ['lock', staging, ['dev', 'lead'], false],
    ['lock', production, ['dev', 'lead'], false],
    ['never-heard-of', staging, ['dev', 'lead'], false],
    ['toString', staging, ['dev'], false],
    ['constructor', production, ['dev'], false],
  ] as const)('%s in %s with %j: %s', (verb, where, held, allowed) => {
    expect(refuseAccess(access, speaker(...held), verb, where) === null).toBe(allowed);
  });

  it('refuses everything when nothing is granted', () => {
    const nothing: Access = { general: {}, environments: {} };
    for (const verb of ['status', 'deploy', 'rollback', 'approve']) {
      expect(refuseAccess(nothing, speaker('dev', 'lead'), verb, null)).not.toBeNull();
      expect(refuseAccess(nothing, speaker('dev', 'lead'), verb, production)).not.toBeNull();
    }
  });

  it('lets a grant anywhere suffice while it is not known where', () => {
    expect(refuseAccess(access, speaker('lead'), 'approve', null)).toBeNull();
    expect(refuseAccess(access, speaker(), 'rollback', null)).toBeNull();
    expect(refuseAccess(access, speaker('dev'), 'approve', null)).not.toBeNull();
  });

  it('says who may, what the speaker has, and that nothing happened', () => {
    expect(refuseAccess(access, speaker('dev'), 'deploy', production)).toEqual({
      kind: 'refused',
      code: 'not-allowed',
      sentence:
        'Refused: deploy in production needs the role lead; you (Ada) have dev (environments.production.access.deploy in belay.yml). Nothing was changed.',
      needs: ['lead'],
    });
    expect(refuseAccess(access, speaker(), 'lock', staging)?.sentence).toBe(
      'Refused: nobody may use lock in staging; belay.yml allows it to no role. Nothing was changed.',
    );
  });

  it('lists the verbs a speaker may use somewhere', () => {
    expect(
      allowedVerbs(access, speaker('lead'), ['status', 'deploy', 'rollback', 'approve', 'lock']),
    ).toEqual(['status', 'deploy', 'rollback', 'approve']);
  });
});
