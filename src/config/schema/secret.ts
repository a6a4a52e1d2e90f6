import { leaf } from './leaf.ts';

/** Where a secret is found when it is needed. The secret itself never stands in the file. */
export type SecretRef = { readonly env: string } | { readonly file: string };

const environmentName = /^[A-Z_][A-Z0-9_]*$/;

/**
 * `{env: NAME}` or `{file: path}`. Whatever else stands there may be the secret itself,
 * so no part of it goes into the mistake.
 */
export function secret() {
  const form = {
    type: 'object',
    oneOf: [
      only('env', {
        type: 'string',
        pattern: environmentName.source,
        description: 'An environment variable.',
      }),
      only('file', { type: 'string', minLength: 1, description: 'A file whose content is the secret.' }),
    ],
  } as const;
  return leaf<SecretRef>(form, (value) => {
    const ref = readSecretRef(value);
    if (ref !== null) return { value: ref };
    return {
      mistake: {
        code: 'secret-literal',
        sentence:
          'A secret is given by reference alone: `{env: NAME_IN_CAPITALS}` or `{file: /path/to/it}`. What stands here is not repeated; if it was the secret itself, change it, for it has been in a file.',
        expected: '`{env: NAME}` or `{file: path}`',
        suggestion: null,
      },
    };
  });
}

function only(key: string, value: object) {
  return { type: 'object', properties: { [key]: value }, required: [key], additionalProperties: false };
}

function readSecretRef(value: unknown): SecretRef | null {
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value);
  const [key, held] = entries[0] ?? [];
  if (entries.length !== 1 || typeof held !== 'string') return null;
  if (key === 'env' && environmentName.test(held)) return { env: held };
  if (key === 'file' && held !== '') return { file: held };
  return null;
}
