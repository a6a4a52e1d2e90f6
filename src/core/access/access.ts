import type { EnvironmentName, PersonId, RoleName, ServiceName } from '../ids.ts';
import { listed, plainLine } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { refuseToken, type TokenGrant } from './token-scope.ts';

/** Roles that may use a verb; `anyone` is any declared person. */
export type Grant = readonly RoleName[] | 'anyone';

export type Grants = Readonly<Partial<Record<string, Grant>>>;

/** What is not listed is refused. An environment's entry replaces the general one for that verb. */
export interface Access {
  readonly general: Grants;
  readonly environments: Readonly<Record<string, Grants>>;
}

/** A declared person, as found by an immutable id of the place they speak from. */
export interface Speaker {
  readonly person: PersonId;
  readonly name: string;
  /** Those held now, also on loan. */
  readonly roles: readonly RoleName[];
  /** Of these the ones on loan: whose each is. */
  readonly lent?: Readonly<Record<string, PersonId>>;
  /** They speak through a token of the HTTP API, and so may do no more than it may. */
  readonly token?: TokenGrant;
}

/**
 * @param environment null before the command is known to concern one: then a grant anywhere suffices
 * @param service what it concerns there; a token that is for certain services is refused without it
 * @returns null when allowed
 */
export function refuseAccess(
  access: Access,
  speaker: Speaker,
  verb: string,
  environment: EnvironmentName | null,
  service?: ServiceName,
): Refusal | null {
  const outside = speaker.token === undefined ? null : refuseToken(speaker.token, verb, environment, service);
  if (outside !== null) return outside;
  const grants = environment === null ? grantsAnywhere(access, verb) : [grantIn(access, verb, environment)];
  if (grants.some((grant) => covers(grant, speaker))) return null;
  const where = environment === null ? '' : ` in ${environment}`;
  const roles = [...new Set(grants.flatMap((grant) => (grant === 'anyone' ? [] : grant)))];
  if (roles.length === 0) {
    return refuse(
      'not-allowed',
      `Refused: nobody may use ${verb}${where}; belay.yml allows it to no role. Nothing was changed.`,
    );
  }
  const has = speaker.roles.length === 0 ? 'none' : listed(speaker.roles);
  const needs = roles.length === 1 ? `the role ${listed(roles)}` : `one of ${roles.join(', ')}`;
  const place = grantPlace(access, verb, environment);
  return refuse(
    'not-allowed',
    `Refused: ${verb}${where} needs ${needs}; you (${plainLine(speaker.name)}) have ${has} (${place} in belay.yml). Nothing was changed.`,
    roles,
  );
}

/** Where it stands who may. */
function grantPlace(access: Access, verb: string, environment: EnvironmentName | null): string {
  const own =
    environment !== null && Object.hasOwn(access.environments, environment)
      ? access.environments[environment]
      : undefined;
  return granted(own, verb) === undefined ? `access.${verb}` : `environments.${environment}.access.${verb}`;
}

/** Roles of which one lets somebody use a verb somewhere. */
export function rolesFor(access: Access, verb: string): readonly RoleName[] {
  return [...new Set(grantsAnywhere(access, verb).flatMap((grant) => (grant === 'anyone' ? [] : grant)))];
}

/** The verbs a speaker may use somewhere. */
export function allowedVerbs(access: Access, speaker: Speaker, verbs: readonly string[]): readonly string[] {
  return verbs.filter((verb) => refuseAccess(access, speaker, verb, null) === null);
}

/** Whether anybody at all may use a verb there. */
export function isGranted(access: Access, verb: string, environment: EnvironmentName): boolean {
  return grantIn(access, verb, environment).length > 0;
}

function grantIn(access: Access, verb: string, environment: EnvironmentName): Grant {
  const here = Object.hasOwn(access.environments, environment) ? access.environments[environment] : undefined;
  return granted(here, verb) ?? granted(access.general, verb) ?? [];
}

/** Only what the table itself says: every object has a `constructor`. */
function granted(grants: Grants | undefined, verb: string): Grant | undefined {
  return grants !== undefined && Object.hasOwn(grants, verb) ? grants[verb] : undefined;
}

function grantsAnywhere(access: Access, verb: string): readonly Grant[] {
  return [access.general, ...Object.values(access.environments)].map((grants) => granted(grants, verb) ?? []);
}

function covers(grant: Grant, speaker: Speaker): boolean {
  return grant === 'anyone' || speaker.roles.some((role) => grant.includes(role));
}
