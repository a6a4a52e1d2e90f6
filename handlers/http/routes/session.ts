import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Instant } from '../../../src/core/time.ts';
import { sessionCookie } from '../identify.ts';
import { readToken, sessionLasts, signToken } from '../session.ts';

const Body = z.object({ token: z.string().max(2000) });

const badToken =
  'That link or token does not sign in (any more). Run `npx belay login` where Belay runs to get a new one; nothing else is affected.';

/**
 * Logging in: the token of a login link, which the page sends, or one that was pasted, becomes a cookie no script can
 * read. Not the token of a session, which would never end if it could make another.
 */
export function sessionRoutes(server: FastifyInstance, key: Buffer, clock: () => Instant): void {
  function logIn(reply: FastifyReply, token: string): boolean {
    const person = readToken('login', token, clock(), key);
    if (person === null) return false;
    const fresh = signToken({ kind: 'session', person, until: clock() + sessionLasts }, key);
    reply.setCookie(sessionCookie, fresh, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      maxAge: sessionLasts / 1000,
    });
    return true;
  }

  // Anybody may send one, so no more is taken than a token needs.
  server.post('/api/session', { bodyLimit: 8 * 1024 }, async (request, reply) => {
    const body = Body.safeParse(request.body);
    if (body.success && logIn(reply, body.data.token.trim())) return reply.code(204).send();
    return reply.code(401).send({ sentence: badToken });
  });

  server.delete('/api/session', async (_request, reply) => {
    return reply.clearCookie(sessionCookie, { path: '/' }).code(204).send();
  });
}
