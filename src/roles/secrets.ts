import { readFileSync } from 'node:fs';
import type { SecretRef } from '../config/schema/secret.ts';
import { resolveSecret } from '../config/secrets.ts';

/** @throws Failure secret-missing */
export type SecretOf = (ref: SecretRef) => string;

/** Looks secrets up in this process's environment and in files, each time they are needed. */
export function secretsFrom(variables: Readonly<Record<string, string | undefined>>): SecretOf {
  return (ref) => resolveSecret(ref, variables, (file) => readFileSync(file, 'utf8'));
}
