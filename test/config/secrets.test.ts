import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../src/config/diagnostic.ts';
import type { SecretRef } from '../../src/config/schema/secret.ts';
import { resolveSecret } from '../../src/config/secrets.ts';
import { Failure } from '../../src/core/failure.ts';
import { changed, diagnosticsOf } from './configuration.ts';

const literal = 'hunter2-do-not-show';

function noFile(): string {
  throw new Error('ENOENT');
}

function placed(value: string): string {
  return changed(
    'environments:',
    `places:\n  chat: { kind: slack, team: T1, channel: C1, app_token: { env: APP }, token: ${value} }\nenvironments:`,
  );
}

/** Everything that is said about a file. */
function said(text: string): string {
  const diagnostics = diagnosticsOf(text);
  return `${formatDiagnostics(diagnostics)}\n${JSON.stringify(diagnostics)}`;
}

describe('a secret in the file', () => {
  it.each([
    ['a literal', literal],
    ['a quoted literal', `"${literal}"`],
    ['a list', `[${literal}]`],
    ['the name of a variable that is the secret', `{ env: ${literal} }`],
    ['another key', `{ value: ${literal} }`],
    ['two keys', `{ env: TOKEN, file: ${literal} }`],
  ])('is refused without being repeated: %s', (_, value) => {
    const text = placed(value);
    expect(diagnosticsOf(text).map(({ code }) => code)).toContain('secret-literal');
    expect(said(text)).not.toContain(literal);
  });

  it('is not repeated by another mistake on its line', () => {
    const text = changed(
      'environments:',
      `places:\n  chat: { kind: slack, chanel: x, token: ${literal} }\nenvironments:`,
    );
    expect(diagnosticsOf(text).map(({ code }) => code)).toContain('unknown-key');
    expect(said(text)).not.toContain(literal);
  });

  it('is not repeated by a mistake in YAML itself', () => {
    const twice = changed(
      'environments:',
      `places:\n  chat:\n    kind: slack\n    channel: x\n    token: ${literal}\n    token: ${literal}\nenvironments:`,
    );
    expect(said(twice)).not.toContain(literal);
    const open = changed('environments:', `places:\n  chat: { kind: slack, token: ${literal}\nenvironments:`);
    expect(said(open)).not.toContain(literal);
  });

  it('is not repeated over several lines', () => {
    const block = changed(
      'environments:',
      `places:\n  chat:\n    kind: github\n    repository: a/b\n    private_key: |\n      ${literal}\n      ${literal}\nenvironments:`,
    );
    expect(diagnosticsOf(block).map(({ code }) => code)).toContain('secret-literal');
    expect(said(block)).not.toContain(literal);
  });

  it('is not repeated behind a misspelt key', () => {
    const text = changed(
      'environments:',
      `places:\n  chat: { kind: slack, channel: x, tokn: ${literal} }\nenvironments:`,
    );
    expect(said(text)).not.toContain(literal);
  });

  it('in an address is refused', () => {
    const text = changed('"http://127.0.0.1:9002"', `"http://user:${literal}@127.0.0.1:9002"`);
    expect(diagnosticsOf(text)[0]?.code).toBe('secret-literal');
    expect(said(text)).not.toContain(literal);
  });

  it('by reference is fine', () => {
    expect(diagnosticsOf(placed('{ env: SLACK_TOKEN }'))).toEqual([]);
    expect(diagnosticsOf(placed('{ file: /run/secrets/slack }'))).toEqual([]);
  });
});

describe('a secret when it is needed', () => {
  it('comes from the environment or from a file', () => {
    expect(resolveSecret({ env: 'TOKEN' }, { TOKEN: literal }, noFile)).toBe(literal);
    expect(resolveSecret({ file: '/run/x' }, {}, () => `${literal}\n`)).toBe(literal);
  });

  it.each<[SecretRef, Record<string, string>, (file: string) => string, RegExp]>([
    [{ env: 'TOKEN' }, {}, noFile, /TOKEN should hold a secret and is not set/],
    [{ env: 'TOKEN' }, { TOKEN: '' }, noFile, /TOKEN should hold a secret and is empty/],
    [{ file: '/run/x' }, {}, noFile, /\/run\/x should hold a secret and cannot be read/],
    [{ file: '/run/x' }, {}, () => '\n', /\/run\/x should hold a secret and is empty/],
  ])('that is missing says where it was looked for: %o', (ref, env, read, sentence) => {
    expect(() => resolveSecret(ref, env, read)).toThrow(Failure);
    expect(() => resolveSecret(ref, env, read)).toThrow(sentence);
  });
});
