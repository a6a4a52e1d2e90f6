import { EnvironmentName, PersonId, PlaceName, RoleName, RouterName } from '../../core/ids.ts';
import {
  type AccessTable,
  type Allowed,
  type Environment,
  isForNotices,
  type Person,
  type Place,
  type RouterConfig,
} from '../config.ts';
import { error, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { listOf } from './building.ts';
import { buildFreezes } from './freezes.ts';
import { buildContact } from './roles.ts';

export function buildPeople(root: Root): readonly Person[] {
  return Object.entries(root.people).map(([id, person]) => ({
    id: PersonId.parse(id),
    name: person.name ?? id,
    roles: [...new Set(person.roles ?? [])].map((role) => RoleName.parse(role)),
    accounts: { console: id, terminal: id, ...defined(person.accounts ?? {}) },
    contact: buildContact(person.contact),
  }));
}

export function buildAccess(root: Root): AccessTable {
  const environments = Object.entries(root.environments).map(
    ([name, environment]) => [name, withUsual(accessOf(environment?.access ?? {}), root)] as const,
  );
  return {
    general: withUsual(accessOf(root.access), root),
    environments: Object.fromEntries(environments),
  };
}

/** Whoever may see how a rollout does may see why, and ask; whoever may release may prepare,
 * and whoever may promote may verify; unless the file says who may. */
function withUsual(grants: AccessTable['general'], { access }: Root): AccessTable['general'] {
  const { status, deploy, promote, rollback } = grants;
  return {
    ...(deploy === undefined || access['prepare-migration'] !== undefined
      ? {}
      : { 'prepare-migration': deploy }),
    ...(rollback === undefined || access['emergency-rollback'] !== undefined
      ? {}
      : { 'emergency-rollback': rollback }),
    ...(promote === undefined || access.verify !== undefined ? {} : { verify: promote }),
    ...(status === undefined || access.explain !== undefined ? {} : { explain: status }),
    ...(status === undefined || access.ask !== undefined ? {} : { ask: status }),
    ...grants,
  };
}

function accessOf(access: Root['access']): AccessTable['general'] {
  return Object.fromEntries(
    Object.entries(access).flatMap(([verb, who]) => (who === undefined ? [] : [[verb, allowed(who)]])),
  );
}

function allowed(who: NonNullable<Root['access'][keyof Root['access']]>): Allowed {
  return who === 'anyone' ? 'anyone' : listOf(who).map(({ name }) => RoleName.parse(name));
}

export function buildRouters(root: Root): readonly RouterConfig[] {
  return Object.entries(root.routers).flatMap(([key, router]): RouterConfig[] => {
    const name = RouterName.parse(key);
    switch (router.kind) {
      case 'embedded':
        return [{ name, kind: 'embedded', listen: router.listen }];
      case 'haproxy': {
        const sockets = [...new Set(listOf(router.socket))];
        const exporters = [...new Set(listOf(router.exporter))];
        return [{ name, kind: 'haproxy', sockets, exporters, mapFile: router.map_file ?? null }];
      }
      default:
        return [];
    }
  });
}

export function buildEnvironments(
  root: Root,
  places: readonly Place[],
  report: Report,
): readonly Environment[] {
  return Object.entries(root.environments).map(([name, environment]) => ({
    name: EnvironmentName.parse(name),
    production: environment?.production ?? false,
    ...buildFreezes(name, environment, report),
    freezeOnIncident: environment?.freeze_on_incident ?? false,
    places:
      environment?.places === undefined
        ? places.flatMap(({ name, kind }) => (isForNotices(kind) || kind === 'pager' ? [] : [name]))
        : listOf(environment.places).map((place) => PlaceName.parse(place.name)),
  }));
}

/** An account is one person: else one could vote as two, or two as one. */
export function checkAccounts(people: readonly Person[], report: Report): void {
  const taken = new Map<string, string>();
  for (const { id, accounts } of people) {
    for (const [place, account] of Object.entries(accounts)) {
      const first = taken.get(`${place} ${account}`);
      taken.set(`${place} ${account}`, first ?? id);
      if (first === undefined) continue;
      const sentence = `\`${first}\` and \`${id}\` have the same account on ${place}, and an account is one person. Take it from one of them.`;
      report(
        error(['people', id, 'accounts', place], 'same-account', sentence, {
          expected: 'an account of its own',
        }),
      );
    }
  }
}

/** Leaves out what is undefined. */
function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
