import type { EnvironmentName, PersonId, RoleName } from '../ids.ts';
import { listed, plainLine } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';

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
  readonly roles: readonly RoleName[];
}

/**
 * @param environment null before the command is known to concern one: then a grant anywhere suffices
 * @returns null when allowed
 */
export function refuseAccess(
  access: Access,
  speaker: Speaker,
  verb: string,
  environment: EnvironmentName | null,
): Refusal | null {
  const grants = environment === null ? grantsAnywhere(access, verb) : [grantIn(access, verb, environment)];
  if (grants.some((grant) => covers(grant, speaker))) return null;
  const where = environment === null ? '' : ` in ${environment}`;
  const roles = [...new Set(grants.flatMap((grant) => (grant === 'anyone' ? [] : grant)))];
  if (roles.length === 0) {
    return refuse('not-allowed', `Nobody may use ${verb}${where}. Nothing was changed.`);
  }
  const has = speaker.roles.length === 0 ? 'none' : listed(speaker.roles);
  return refuse(
    'not-allowed',
    `${verb}${where} needs the role ${listed(roles, 'or')}; you (${plainLine(speaker.name)}) have ${has}. Nothing was changed.`,
  );
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
