import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { outsideToken, refuseToken } from '../../../src/core/access/token-scope.ts';
import type { ParsedCommand } from '../../../src/core/command/parse.ts';
import type { CommandSpec } from '../../../src/core/command/spec.ts';
import { nearest } from '../../../src/core/nearest.ts';
import { type Refusal, refuse } from '../../../src/core/refusal.ts';
import type { Reply } from '../../../src/core/reply.ts';
import { TokenId } from '../../../src/core/tokens/token.ts';
import type { AnswerOnce } from '../../hear/answer-once.ts';
import type { Speak } from '../../speak/speak.ts';
import type { Admitted } from './admit.ts';
import { answerOf } from './answer.ts';
import { createAnswerShared, saidAs } from './answer-shared.ts';
import type { Caller } from './authenticate.ts';
import { fromQuery, readInput } from './command-input.ts';
import { commandRouteSchema } from './describe.ts';
import type { KnowTokens } from './know-tokens.ts';
import { statusOf } from './status-of.ts';

export const commandsPath = '/api/v1/commands/';

export interface CommandParts {
  readonly specs: readonly CommandSpec[];
  readonly speak: Speak;
  readonly answerOnce: AnswerOnce;
  readonly known: KnowTokens;
  readonly admitted: Admitted;
}

/** Runs one command for a request. */
export type RunCommand = (
  spec: CommandSpec,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>;

/** Everything that can be typed, with its words as named fields; what only reads can be asked for by GET too. */
export function commandRoutes(server: FastifyInstance, parts: CommandParts): RunCommand {
  const run = createRunCommand(parts);
  const { specs } = parts;
  for (const spec of specs) {
    const url = commandsPath + spec.name;
    server.post(url, { schema: commandRouteSchema(spec, 'body') }, (request, reply) =>
      run(spec, request, reply),
    );
    if (spec.kind !== 'reads') continue;
    server.get(url, { schema: commandRouteSchema(spec, 'querystring') }, (request, reply) =>
      run(spec, request, reply),
    );
  }
  server.route<{ Params: { '*': string } }>({
    method: ['GET', 'POST'],
    url: `${commandsPath}*`,
    schema: { hide: true },
    handler: async (request, reply) => reply.code(404).send(answerOf(noCommand(request, specs))),
  });
  return run;
}

function createRunCommand({ speak, answerOnce, known, admitted }: CommandParts): RunCommand {
  const shared = createAnswerShared(answerOnce);

  async function answer(caller: Caller, parsed: ParsedCommand, key: string | null): Promise<Reply> {
    const { spec, args, flags } = parsed;
    const { speaker, place } = caller;
    const utterance = { text: spec.name, parsed, speaker, place };
    // Nothing is run twice by reading twice, and programs read often.
    if (spec.kind === 'reads' && key === null) return speak(utterance);
    return shared(`${caller.key}/${key ?? randomUUID()}`, utterance, saidAs(spec.name, args, flags));
  }

  return async (spec, request, reply) => {
    const caller = admitted.callerOf(request);
    if (caller === null) return reply.code(401).send();
    const input = request.method === 'GET' ? fromQuery(spec, request.query) : request.body;
    const parsed = readInput(spec, input);
    if (!isEmergency(parsed, caller) && (await admitted.count(request, reply))) return reply;
    const key = keyOf(request);
    const said =
      parsed.kind === 'refused'
        ? parsed
        : typeof key === 'object' && key !== null
          ? key
          : await answer(caller, parsed, key);
    const token = TokenId.safeParse(caller.speaker.token?.id);
    if (said.kind === 'refused' && said.code === outsideToken && token.success) {
      known.refused(token.data, 'scope');
    }
    return reply.code(statusOf(said, spec.name)).send(answerOf(said));
  };
}

/** Of a token that may; others are counted like everybody. */
function isEmergency(parsed: ParsedCommand | Refusal, { speaker: { token } }: Caller): boolean {
  if (parsed.kind === 'refused' || !mayHurry(parsed.spec)) return false;
  const { emergency, all } = parsed.flags;
  if (emergency !== true && all !== true) return false;
  return token === undefined || refuseToken(token, 'emergency-rollback', null, undefined) === null;
}

/** Whether it can be an emergency. */
export function mayHurry({ name }: CommandSpec): boolean {
  return name === 'rollback';
}

/** @returns null when none was sent */
function keyOf({ headers }: FastifyRequest): string | null | Refusal {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x21-\x7e]{8,100}$/.test(key)) return key;
  return refuse(
    'bad-key',
    'The header Idempotency-Key should hold 8 to 100 characters without spaces, such as a UUID. Nothing was done.',
  );
}

function noCommand({ params }: { params: { '*': string } }, specs: readonly CommandSpec[]): Refusal {
  const name = params['*'].slice(0, 60);
  const same = specs.find((spec) => spec.aliases.includes(name) || spec.name === name);
  const near =
    same?.name ??
    nearest(
      name,
      specs.map((spec) => spec.name),
    );
  if (same?.name === name) {
    return refuse(
      'unknown-command',
      `\`${name}\` changes something, so it is asked for by POST. Nothing was done.`,
    );
  }
  const hint = near === null ? '' : ` Did you mean ${commandsPath}${near}?`;
  return refuse('unknown-command', `There is no such command.${hint} Nothing was done.`);
}
