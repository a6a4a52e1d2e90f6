import { expect, it } from 'vitest';
import { createRedact } from '../../../src/adapters/redact/secretlint.ts';

const own = 'Tr0ub4dor-and-3';
const redact = createRedact(() => [
  own,
  'shrt',
  '-----BEGIN X-----\nMIIEowIBAAKCAQEAfirstline\n-----END X-----',
]);
const hex = '3f786850e387550fdab836ed7e6dc881de23001b';

it.each([
  ['a token of GitHub', `ghp_${'a1B2c3D4e5F6'.repeat(3)}`],
  ['a token of Slack', 'xoxb-1234567890-1234567890-abcdefghij'],
  ['a key of a model', `sk-ant-api03-${'x1Y'.repeat(31)}AA`],
  ['an access key', 'AKIAIOSFODNN7EXAMPLE'],
  ['a bearer token', 'Bearer abcdef123456'],
  ['a header', 'Authorization: Basic dXNlcjpwYXNz'],
  ['a password in an address', 'postgres://app:p@ss:word@db/shop'],
  ['a password', 'DB_PASSWORD=hunter2'],
  ['a password in JSON', '{"password": "hunter2"}'],
  ['a web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKC\n-----END RSA PRIVATE KEY-----'],
  ['half a private key', '-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKC'],
  ['a random value', 'signing = q9X+Lr2/Zk8vWm3TbN5yHc7PdJ1sGf4A'],
  ['its own secret', own],
  ['its own secret in an address', encodeURIComponent(own)],
  ['its own secret encoded', Buffer.from(own).toString('base64')],
  ['a line of its own key', 'MIIEowIBAAKCAQEAfirstline'],
])('takes out %s', async (_name, secret) => {
  const { text, secrets } = await redact(`see ${secret} here`);
  expect(secrets).toBeGreaterThan(0);
  for (const part of secret.split(/[\s:="@{}]+/).filter((word) => /\d/.test(word) || word === own)) {
    expect(text).not.toContain(part);
  }
  expect(text).toContain('[secret removed]');
  expect((await redact(text)).text).toBe(text);
});

it.each([
  `Fixes #12 as of ${hex}: p95 300 ms, see https://example.com/a?b=c`,
  `commit: ${hex}`,
  'The bearer of this message resets the tokens of the basket.',
  'shrt',
  'The password form is faster now',
])('leaves %s alone', async (text) => {
  expect(await redact(text)).toEqual({ text, secrets: 0 });
});

it.each([
  '://a',
  'eyJaaaaaa.',
  'token',
  'key=',
  'a'.repeat(19),
  '-----BEGIN PRIVATE KEY-----',
  'authorization:',
  'bearer ',
])('reads 60,000 characters of %j', async (piece) => {
  expect((await redact(piece.repeat(60_000 / piece.length))).text.length).toBeLessThan(200_000);
});

it('withholds what it could not look through', async () => {
  const broken = createRedact(() => {
    throw new Error('no secrets today');
  });
  expect((await broken('secret')).text).toContain('withheld');
});
