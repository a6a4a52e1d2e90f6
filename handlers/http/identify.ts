import type { FastifyRequest } from 'fastify';
import type { Config } from '../../src/config/config.ts';
import { speakerOf } from '../../src/config/find-speaker.ts';
import type { Speaker } from '../../src/core/access/access.ts';
import type { Instant } from '../../src/core/time.ts';
import { readToken } from './session.ts';

export const sessionCookie = 'belay-session';

/** Who sends a request, by session cookie (the console) or bearer token (the terminal); null for a stranger. */
export type Identify = (
  request: FastifyRequest,
) => { readonly speaker: Speaker; readonly place: string } | null;

export function createIdentify(config: Config, key: Buffer, clock: () => Instant): Identify {
  return (request) => {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer ?? request.cookies[sessionCookie];
    if (token === undefined) return null;
    const speaker = speakerOf(config, readToken('session', token, clock(), key));
    return speaker === null ? null : { speaker, place: bearer === undefined ? 'console' : 'terminal' };
  };
}
