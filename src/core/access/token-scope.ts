import type { EnvironmentName, ServiceName } from '../ids.ts';
import { listed } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** What a token of the HTTP API may do of what its person may. */
export interface TokenGrant {
  readonly id: string;
  readonly name: string;
  /** Verbs; nothing else is allowed. */
  readonly scopes: readonly string[];
  /** Null for every environment. */
  readonly environments: readonly EnvironmentName[] | null;
  /** Null for every service. */
  readonly services: readonly ServiceName[] | null;
}

/** The emergency is a rollback that waits for nothing: whoever may take back may do that too. */
const covers: Readonly<Record<string, string>> = { 'emergency-rollback': 'rollback' };

export const outsideToken = 'token-scope';

/**
 * @param environment null before the command is known to concern one
 * @param service undefined when nothing says which: a token for certain services is then refused
 * @returns null when the token allows it
 */
export function refuseToken(
  { name, scopes, environments, services }: TokenGrant,
  verb: string,
  environment: EnvironmentName | null,
  service: ServiceName | undefined,
): Refusal | null {
  const verbs = [verb, ...(Object.hasOwn(covers, verb) ? [covers[verb]] : [])];
  if (!scopes.some((scope) => verbs.includes(scope))) {
    return outside(`${verbs.at(-1)} is not in the scope of the token ${name}; it has ${listed(scopes)}.`);
  }
  if (environment === null) return null;
  if (environments !== null && !environments.includes(environment)) {
    return outside(`The token ${name} is for ${listed(environments, 'or')} and not for ${environment}.`);
  }
  if (services === null || (service !== undefined && services.includes(service))) return null;
  const what = service === undefined ? 'that' : service;
  return outside(`The token ${name} is for ${listed(services, 'or')} and not for ${what}.`);
}

function outside(sentence: string): Refusal {
  return refuse(
    outsideToken,
    `${sentence} Nothing was changed. Use a token that was made for this: \`belay token create\`.`,
  );
}
