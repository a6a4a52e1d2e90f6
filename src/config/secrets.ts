import { Failure } from '../core/failure.ts';
import type { SecretRef } from './schema/secret.ts';

/**
 * Fetches a secret when it is needed. Its value is returned and never part of a sentence.
 * A file's last line break is not part of the secret.
 * @throws Failure secret-missing
 */
export function resolveSecret(
  ref: SecretRef,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (file: string) => string,
): string {
  const value = 'env' in ref ? env[ref.env] : readSecretFile(ref.file, readFile).replace(/\r?\n$/, '');
  if (value !== undefined && value !== '') return value;
  const place = 'env' in ref ? `The environment variable ${ref.env}` : `The file ${ref.file}`;
  const sentence = `${place} should hold a secret and ${value === undefined ? 'is not set' : 'is empty'}. Set it and start again; nothing was done.`;
  throw new Failure('secret-missing', sentence, { retryable: false });
}

function readSecretFile(file: string, readFile: (file: string) => string): string {
  try {
    return readFile(file);
  } catch (cause) {
    const sentence = `The file ${file} should hold a secret and cannot be read. Check that it exists and that Belay may read it; nothing was done.`;
    throw new Failure('secret-missing', sentence, { retryable: false, cause });
  }
}
