import type { FastifyRequest } from 'fastify';
import type { Caller } from './app-auth.ts';
import type { Needed } from './permissions.ts';
import type { Account, Repository } from './repository.ts';
import type { GithubState } from './state.ts';

/** What every route is given. */
export interface Routing {
  readonly state: GithubState;
  /** Where the server listens, for the addresses in its answers. */
  readonly url: () => string;
  readonly callerOf: (request: FastifyRequest) => Caller;
  /** @throws GithubError when the caller may not */
  readonly allow: (request: FastifyRequest, ...needed: Needed) => Repository;
  /** @throws GithubError 401 for all but the app itself */
  readonly onlyApp: (request: FastifyRequest) => void;
}

export function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

export function accountJson({ id, login, type }: Account) {
  return { id, login, type, site_admin: false };
}

/** A number of the path. */
export function numberOf(request: FastifyRequest, name: string): number {
  const { params } = request;
  const value = typeof params === 'object' && params !== null ? Reflect.get(params, name) : undefined;
  return Number(value);
}

export function textOf(request: FastifyRequest, name: string): string {
  const { params } = request;
  const value = typeof params === 'object' && params !== null ? Reflect.get(params, name) : undefined;
  return String(value);
}
