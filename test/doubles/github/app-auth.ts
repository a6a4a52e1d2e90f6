import { verify } from 'node:crypto';
import { z } from 'zod';
import { badCredentials, GithubError, notFound } from './github-error.ts';
import type { GithubState } from './state.ts';

const Header = z.object({ alg: z.literal('RS256'), typ: z.literal('JWT') });
const Claims = z.object({
  iat: z.number().int(),
  exp: z.number().int(),
  iss: z.union([z.string(), z.number()]),
});

/** Who calls: the app by its own signature, or one of its installations by a token. */
export type Caller =
  | { readonly kind: 'app' }
  | { readonly kind: 'installation'; readonly installation: number }
  | { readonly kind: 'nobody' };

/** @throws GithubError 401 for what is there and does not hold */
export function identifyCaller(
  authorization: string | undefined,
  state: GithubState,
  publicKey: string,
): Caller {
  if (authorization === undefined) return { kind: 'nobody' };
  const [, scheme = '', credential = ''] = /^(bearer|token) (.+)$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer' && credential.split('.').length === 3) {
    checkJwt(credential, state, publicKey);
    return { kind: 'app' };
  }
  const token = state.tokens.get(credential);
  if (token === undefined || token.expiresAt <= state.clock()) throw badCredentials();
  return { kind: 'installation', installation: token.installation };
}

function checkJwt(jwt: string, state: GithubState, publicKey: string): void {
  const [header = '', claims = '', signature = ''] = jwt.split('.');
  const undecodable = new GithubError(401, 'A JSON web token could not be decoded');
  if (!Header.safeParse(decoded(header)).success) throw undecodable;
  const parsed = Claims.safeParse(decoded(claims));
  if (!parsed.success) throw undecodable;
  const signed = Buffer.from(`${header}.${claims}`);
  if (!verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))) throw undecodable;
  const { iat, exp, iss } = parsed.data;
  if (String(iss) !== String(state.appId)) throw new GithubError(404, 'Integration not found');
  // Clients sign by the machine's clock, whatever time a test has made it.
  const now = Math.floor(Date.now() / 1000);
  if (exp <= now) {
    throw new GithubError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > now + 600) throw new GithubError(401, "'Expiration time' claim ('exp') is too far in the future");
  if (iat > now + 60) {
    throw new GithubError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

const hour = 3_600_000;

/** A token of an installation, for an hour. */
export function issueToken(state: GithubState, installation: number) {
  const found = state.repositories.find((one) => one.installation?.id === installation);
  if (found?.installation == null) throw notFound();
  const token = `ghs_${state.newId().toString(36).padStart(36, '0')}`;
  const expiresAt = state.clock() + hour;
  state.tokens.set(token, { installation, expiresAt });
  return {
    token,
    expires_at: new Date(expiresAt).toISOString(),
    permissions: found.installation.permissions,
    repository_selection: 'selected',
  };
}
