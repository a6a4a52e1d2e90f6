import type { FastifyRequest } from 'fastify';
import type { Config } from '../../../src/config/config.ts';
import { speakerOf } from '../../../src/config/find-speaker.ts';
import type { Speaker } from '../../../src/core/access/access.ts';
import { type Refusal, refuse } from '../../../src/core/refusal.ts';
import type { Instant } from '../../../src/core/time.ts';
import { spent } from '../../../src/core/tokens/token.ts';
import type { KeptToken } from '../../../src/ports/tokens.ts';
import { isSecretOf, readTokenText } from '../../tokens/token-text.ts';
import type { Identify } from '../identify.ts';
import type { KnowTokens } from './know-tokens.ts';

/** Who sends a request to the API. */
export interface Caller {
  readonly speaker: Speaker;
  /** As the log has it: `api/deploy-bot`, `api` for somebody's session. */
  readonly place: string;
  /** Tells callers apart: requests are counted, and keys hold, for each by itself. */
  readonly key: string;
}

interface How {
  /** So much was tried from that address that the store is asked of nothing but what is known to be right. */
  readonly tired?: boolean;
  /** Somebody takes traffic back: the store is not waited for as long. */
  readonly urgent?: boolean;
}

export type Authenticate = (request: FastifyRequest, how?: How) => Promise<Caller | Refusal>;

interface Parts {
  readonly config: Config;
  readonly known: KnowTokens;
  readonly identify: Identify;
  readonly clock: () => Instant;
}

/** A bearer token (of the API, or a session's), or the console's cookie. */
export function createAuthenticate({ config, known, identify, clock }: Parts): Authenticate {
  async function byToken(text: string, { tired = false, urgent = false }: How): Promise<Caller | Refusal> {
    const given = readTokenText(text);
    if (given === null) return unknown;
    const before = tired ? known.remembered(given.id) : null;
    if (tired && (before === null || !isSecretOf(given.secret, before.hash))) return unknown;
    // Asked all the same: whoever tires Belay must not keep what was revoked alive.
    const token = await known.find(given.id, urgent);
    if (token === null) return unknown;
    if (!isSecretOf(given.secret, token.hash)) {
      known.refused(token.id, 'wrong-secret');
      return unknown;
    }
    const why = spent(token, clock());
    if (why !== null) {
      known.refused(token.id, why);
      return why === 'expired' ? expired(token) : revoked(token);
    }
    const speaker = speakerOf(config, token.person);
    if (speaker === null) {
      known.refused(token.id, 'no-person');
      return refuse(
        'no-person',
        `The token ${token.name} speaks as ${token.person}, who is not in belay.yml any more. Nothing was done.`,
      );
    }
    known.used(token);
    return { speaker: { ...speaker, token }, place: `api/${token.name}`, key: `token/${token.id}` };
  }

  return async (request, how = {}) => {
    if (bearers(request) > 1) return twice;
    const [, text] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (text?.startsWith('blt_')) return byToken(text, how);
    const session = identify(request);
    if (session === null) return text === undefined ? missing : unknown;
    return { speaker: session.speaker, place: 'api', key: `person/${session.speaker.person}` };
  };
}

/** Node keeps the first of several; whatever stands before Belay may have looked at another one. */
function bearers({ raw }: FastifyRequest): number {
  return raw.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'authorization').length;
}

const nothing = 'Nothing was done.';

const twice = refuse(
  'two-authorizations',
  `The request has more than one Authorization header, and only one counts. ${nothing}`,
);

const missing = refuse(
  'no-token',
  `Send a token: \`Authorization: Bearer blt_…\`. \`belay token create\` makes one where Belay runs. ${nothing}`,
);

/** Whoever guesses learns nothing of which part was wrong. */
const unknown = refuse(
  'bad-token',
  `That token opens nothing: it is not whole, or Belay does not know it. ${nothing}`,
);

function expired({ name, expiresAt }: KeptToken): Refusal {
  const since = new Date(expiresAt).toISOString().slice(0, 10);
  return refuse(
    'token-expired',
    `The token ${name} ended on ${since}. ${nothing} Make another one: \`belay token create\`.`,
  );
}

function revoked({ name }: KeptToken): Refusal {
  return refuse(
    'token-revoked',
    `The token ${name} was revoked. ${nothing} Whoever keeps belay.yml can make another one.`,
  );
}
