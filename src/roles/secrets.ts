import { readFileSync } from 'node:fs';
import type { SecretRef } from '../config/schema/secret.ts';
import { resolveSecret } from '../config/secrets.ts';

/** @throws Failure secret-missing */
export type SecretOf = (ref: SecretRef) => string;

/** Looks secrets up in this process's environment and in files, each time they are needed. */
export function secretsFrom(variables: Readonly<Record<string, string | undefined>>): SecretOf {
  return (ref) => resolveSecret(ref, variables, (file) => readFileSync(file, 'utf8'));
}

export interface RememberedSecrets {
  readonly secretOf: SecretOf;
  /** Every value that was looked up so far: what must never be shown or sent on. */
  readonly known: () => readonly string[];
}

/** Secrets change while a process runs, so former values stay known. */
export function rememberSecrets(secretOf: SecretOf): RememberedSecrets {
  const values = new Set<string>();
  return {
    secretOf: (ref) => {
      const value = secretOf(ref);
      values.add(value);
      return value;
    },
    known: () => [...values],
  };
}
