import { describe, expect, it } from 'vitest';
import { type AskedToken, makeToken } from '../../../handlers/tokens/make-token.ts';
import { hashOf, isSecretOf, newToken, readTokenText } from '../../../handlers/tokens/token-text.ts';
import type { NewToken } from '../../../src/ports/tokens.ts';
import { loaded, small } from '../../config/configuration.ts';

const day = 86_400_000;
const asked: AskedToken = {
  name: 'ci',
  person: 'ana',
  scopes: ['deploy', 'status', 'deploy'],
  environments: ['demo'],
  services: null,
  expires: 90 * day,
};

async function made(over: Partial<AskedToken>) {
  const kept: NewToken[] = [];
  const tokens = { create: async (token: NewToken) => kept.push(token) === 1 };
  const { config } = loaded(small);
  const reply = await makeToken({ config, tokens }, { ...asked, ...over }, { kind: 'belay' }, 1000);
  return { reply, kept };
}

describe('a token that is made', () => {
  it('is shown once, and kept as the hash of its secret', async () => {
    const { reply, kept } = await made({});
    if (reply.kind !== 'made') throw new Error(reply.sentence);
    const read = readTokenText(reply.text);
    expect(kept).toEqual([
      expect.objectContaining({ id: read?.id, scopes: ['deploy', 'status'], expiresAt: 1000 + 90 * day }),
    ]);
    expect(kept[0]?.hash).toBe(hashOf(read?.secret ?? ''));
    expect(JSON.stringify(kept)).not.toContain(read?.secret);
    expect(reply.sentence).not.toContain(read?.secret);
  });

  it('says what its person may not', async () => {
    expect((await made({ scopes: ['deploy', 'approve'] })).reply.sentence).toContain('ana may not approve');
  });

  it.each([
    ['a name with a slash', { name: 'a/b' }, 'bad-name'],
    ['no scope', { scopes: [] }, 'no-scope'],
    ['everything', { scopes: ['*'] }, 'bad-scope'],
    ['a command that is none', { scopes: ['deplyo'] }, 'unknown-name'],
    ['nobody', { person: 'eve' }, 'unknown-name'],
    ['an environment that is none', { environments: ['prod'] }, 'unknown-name'],
    ['a service that is none', { services: ['shp'] }, 'unknown-name'],
    ['no end', { expires: Number.POSITIVE_INFINITY }, 'bad-expiry'],
    ['an end that is past', { expires: -1 }, 'bad-expiry'],
    ['more than a year', { expires: 366 * day }, 'bad-expiry'],
  ])('is none for %s', async (_, over, code) => {
    const { reply, kept } = await made(over);
    expect(reply).toMatchObject({
      kind: 'refused',
      code,
      sentence: expect.stringContaining('Nothing was made.'),
    });
    expect(kept).toEqual([]);
  });
});

it('no two tokens are alike, and each fits its own hash alone', () => {
  const [one, other] = [newToken(), newToken()];
  expect(one.text).toMatch(/^blt_[0-9a-z]{10}_[\w-]{43}_[0-9a-f]{8}$/);
  expect(one.text).not.toBe(other.text);
  expect([isSecretOf(one.secret, one.hash), isSecretOf(one.secret, other.hash)]).toEqual([true, false]);
});
