import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../../src/config/config.ts';
import { speakerOf } from '../../../src/config/find-speaker.ts';
import { refuse } from '../../../src/core/refusal.ts';
import type { Instant } from '../../../src/core/time.ts';
import type { Tokens } from '../../../src/ports/tokens.ts';
import { type KeepTokens, keepTokens } from '../../tokens/keep-tokens.ts';
import { AskedToken } from '../../tokens/make-token.ts';
import { readToken } from '../session.ts';

export interface TokenRouteParts {
  readonly config: Config;
  readonly store: { readonly tokens: Tokens };
  readonly key: Buffer;
  readonly clock: () => Instant;
}

/** For `belay token` while this process has the store: only what was signed with the data folder's key just now. */
export function tokenRoutes(server: FastifyInstance, parts: TokenRouteParts): void {
  const { config, store, key, clock } = parts;
  const keeping = (request: FastifyRequest): KeepTokens | null => {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const speaker = speakerOf(config, readToken('machine', bearer, clock(), key));
    if (speaker === null) return null;
    const { person, roles } = speaker;
    return keepTokens(
      { config, tokens: store.tokens, clock },
      { kind: 'person', person, roles: [...roles], place: 'terminal' },
    );
  };
  server.register(async (machine) => {
    machine.addHook('onRequest', async (request, reply) => {
      if (keeping(request) === null) {
        return reply.code(401).send({ sentence: 'Tokens are made by `belay token` where Belay runs.' });
      }
    });
    machine.post('/api/tokens', async (request, reply) => {
      const asked = AskedToken.safeParse(request.body);
      if (!asked.success) return reply.code(400).send(refuse('bad-request', 'That is no token to make.'));
      return keeping(request)?.create(asked.data);
    });
    machine.get('/api/tokens', async (request) => keeping(request)?.list());
    machine.delete<{ Params: { id: string } }>('/api/tokens/:id', async (request) =>
      keeping(request)?.revoke(request.params.id),
    );
  });
}
