import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { usualKillPath } from '../../../src/config/build/own-paths.ts';
import type { Config, KillSwitchConfig } from '../../../src/config/config.ts';
import { speakerOf } from '../../../src/config/find-speaker.ts';
import { PersonId } from '../../../src/core/ids.ts';
import { nearest } from '../../../src/core/nearest.ts';
import { listed } from '../../../src/core/prose.ts';
import { type Refusal, refuse } from '../../../src/core/refusal.ts';
import type { HeldRoles } from '../../../src/ledger/held-roles.ts';
import type { Killed, KillSwitch, Puller } from '../../ops/kill-switch.ts';
import { sameSecret } from '../signature.ts';
import { turnAway } from './admit.ts';
import { speakStrictly } from './api.ts';
import type { Authenticate } from './authenticate.ts';
import { KillBody } from './kill-body.ts';
import type { Counters } from './limits.ts';
import { statusOf } from './status-of.ts';

type Body = z.infer<typeof KillBody>;

export interface KillRouteParts {
  readonly config: Pick<Config, 'people' | 'killSwitch'>;
  readonly killSwitch: KillSwitch;
  readonly roles: HeldRoles;
  /** The bearer token of belay.yml; null when there is none. */
  readonly killSecret: string | null;
  readonly authenticate: Authenticate;
  readonly counters: Counters;
}

/**
 * One request that takes traffic back. Whoever has the right token is let in however many wrong ones were tried, and
 * nothing of belay.yml's gates is waited for.
 */
export function killRoute(server: FastifyInstance, parts: KillRouteParts): void {
  const { config, killSecret, authenticate, counters } = parts;
  const pullers = new WeakMap<FastifyRequest, Puller | 'secret'>();
  const path = config.killSwitch?.path ?? usualKillPath;

  async function pullerOf(request: FastifyRequest): Promise<Puller | 'secret' | Refusal> {
    const [, given = ''] = /^bearer +(.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const bySecret = killSecret !== null && sameSecret(given, killSecret);
    // Two headers are refused there, also when the first one is right.
    const caller = await authenticate(request, { tired: await counters.tired(request), urgent: true });
    if ('kind' in caller) return bySecret && caller.code !== 'two-authorizations' ? 'secret' : caller;
    return { speaker: caller.speaker, place: caller.place, trusted: false };
  }

  server.register(async (ops) => {
    speakStrictly(ops);
    ops.post(path, {
      onRequest: async (request, reply) => {
        const puller = await pullerOf(request);
        if (puller !== 'secret' && 'kind' in puller) return turnAway(request, reply, puller, counters);
        pullers.set(request, puller);
      },
      handler: async (request, reply) => {
        const body = readBody(request.body, config.killSwitch);
        if ('kind' in body) return send(reply, body);
        const puller = pullers.get(request);
        if (puller === undefined) return reply.code(401).send();
        const by = puller === 'secret' ? await operatorOf(body, parts) : sameOperator(puller, body);
        if ('kind' in by) return send(reply, by);
        return send(reply, await parts.killSwitch(body, by));
      },
    });
  });
}

function readBody(sent: unknown, config: KillSwitchConfig | null): Body | Refusal {
  const read = KillBody.safeParse(sent);
  if (read.success) {
    const { oneOf } = config ?? { oneOf: [] };
    if (oneOf.length === 0 || oneOf.some((field) => read.data[field] !== undefined)) return read.data;
    return refuse(
      'bad-input',
      `${listed(
        oneOf.map((one) => `\`${one}\``),
        'or',
      )} is missing. ${nothing}`,
    );
  }
  const { issues } = read.error;
  const strange = issues.find(({ code }) => code === 'unrecognized_keys');
  if (strange?.code === 'unrecognized_keys') {
    const near = nearest(strange.keys[0] ?? '', Object.keys(KillBody.shape));
    const hint =
      near === null ? `It takes ${Object.keys(KillBody.shape).join(', ')}.` : `Did you mean \`${near}\`?`;
    return refuse('bad-input', `There is no such field as one that was sent. ${hint} ${nothing}`);
  }
  const field = String(issues[0]?.path[0] ?? '');
  if (field === 'confirmed') {
    return refuse('not-confirmed', `Send \`"confirmed": true\` to take the traffic back. ${nothing}`);
  }
  const wrong = field === '' ? 'The body should be a JSON object' : `\`${field}\` is missing or wrong`;
  return refuse('bad-input', `${wrong}; send \`reason\` and \`"confirmed": true\`. ${nothing}`);
}

/** Who used belay.yml's token: the person it names, who must hold one of the switch's roles; else the switch itself. */
async function operatorOf(body: Body, { config, roles }: KillRouteParts): Promise<Puller | Refusal> {
  const place = 'api/kill-switch';
  const wanted = config.killSwitch?.roles ?? [];
  if (body.operator === undefined) {
    if (body.version === undefined) {
      return refuse('bad-input', `Say who you are (\`operator\`) or what is to go (\`version\`). ${nothing}`);
    }
    return {
      speaker: { person: PersonId.parse('kill-switch'), name: 'kill switch', roles: [...wanted] },
      place,
      trusted: true,
    };
  }
  const declared = speakerOf(config, PersonId.safeParse(body.operator).data ?? null);
  if (declared === null) {
    return refuse('wrong-operator', `There is no such person as the operator in belay.yml. ${nothing}`);
  }
  const holds = declared.roles.some((role) => wanted.includes(role));
  const speaker = holds ? declared : (await roles.resolve(declared, wanted, 'now')).speaker;
  if (speaker.roles.some((role) => wanted.includes(role))) return { speaker, place, trusted: true };
  return refuse(
    'wrong-operator',
    `The kill switch needs ${listed(wanted, 'or')}; ${speaker.name} has ${listed(speaker.roles) || 'no role'}. ${nothing}`,
  );
}

/** A token says already who that is. */
function sameOperator(puller: Puller, { operator }: Body): Puller | Refusal {
  if (operator === undefined || operator === puller.speaker.person) return puller;
  return refuse(
    'wrong-operator',
    `That token speaks as ${puller.speaker.person} and for nobody else. ${nothing}`,
  );
}

function send(reply: FastifyReply, killed: Killed): FastifyReply {
  if (killed.kind === 'refused') return reply.code(statusOf(killed, 'rollback')).send(killed);
  // Whoever looks at the status alone must not believe it safe before it is.
  const status = killed.stopped.every(({ moved }) => moved) ? 200 : 502;
  return reply.code(status).send(killed);
}

const nothing = 'Nothing was moved.';
