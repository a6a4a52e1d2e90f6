import { describe, expect, test } from 'vitest';
import { type Access, refuseAccess, type Speaker } from '../../../src/core/access/access.ts';
import type { TokenGrant } from '../../../src/core/access/token-scope.ts';
import { EnvironmentName, PersonId, RoleName, ServiceName } from '../../../src/core/ids.ts';

const staging = EnvironmentName.parse('staging');
const production = EnvironmentName.parse('production');
const shop = ServiceName.parse('shop');
const search = ServiceName.parse('search');
const dev = RoleName.parse('dev');
const access: Access = {
  general: { deploy: [dev], rollback: [dev], 'emergency-rollback': [dev], status: 'anyone', approve: [] },
  environments: {},
};

function through(over: Partial<TokenGrant>): Speaker {
  const token = { id: 't', name: 'ci', scopes: ['deploy'], environments: null, services: null, ...over };
  return { person: PersonId.parse('ana'), name: 'Ana', roles: [dev], token };
}

describe('a token may what its person may and its scope says', () => {
  test.each([
    ['what it is for', {}, 'deploy', staging, shop, undefined],
    ['a verb it lacks', {}, 'rollback', staging, shop, 'token-scope'],
    ['a verb it lacks, before the place is known', {}, 'rollback', null, undefined, 'token-scope'],
    ['what its person may not', { scopes: ['approve'] }, 'approve', staging, shop, 'not-allowed'],
    ['its environment', { environments: [staging] }, 'deploy', staging, shop, undefined],
    ['another environment', { environments: [staging] }, 'deploy', production, shop, 'token-scope'],
    ['its service', { services: [shop] }, 'deploy', staging, shop, undefined],
    ['another service', { services: [shop] }, 'deploy', staging, search, 'token-scope'],
    ['no service in particular', { services: [shop] }, 'deploy', staging, undefined, 'token-scope'],
    ['the emergency', { scopes: ['rollback'] }, 'emergency-rollback', production, shop, undefined],
    [
      'a scope that is a name of every object',
      { scopes: ['constructor'] },
      'deploy',
      staging,
      shop,
      'token-scope',
    ],
  ] as const)('%s', (_, over, verb, environment, service, code) => {
    expect(refuseAccess(access, through(over), verb, environment, service)?.code).toBe(code);
  });

  test('and says what it has', () => {
    expect(refuseAccess(access, through({}), 'rollback', staging, shop)?.sentence).toBe(
      'rollback is not in the scope of the token ci; it has deploy. Nothing was changed. Use a token that was made for this: `belay token create`.',
    );
  });
});
