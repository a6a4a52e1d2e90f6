import { z } from 'zod';
import { machineLasts, signToken } from '../../handlers/http/session.ts';
import { type KeepTokens, keepTokens, Listed, Made, Revoked } from '../../handlers/tokens/keep-tokens.ts';
import type { Config, Person } from '../config/config.ts';
import { Failure } from '../core/failure.ts';
import type { Actor } from '../core/rollout/events.ts';
import { openStoreOnly } from './backend.ts';
import type { DataFolder } from './data-folder.ts';
import { sessionKeyOf } from './session-key.ts';
import type { Terminal } from './terminal.ts';

interface Parts {
  readonly config: Config;
  readonly data: DataFolder;
  readonly operator: Person;
}

/**
 * The store itself where that can be opened; while a server has it, that server, with a proof that was made with the
 * data folder's key.
 * @throws Failure store-locked, store-unwritable, store-unreachable
 */
export async function openKeepTokens(
  terminal: Terminal,
  parts: Parts,
): Promise<{ readonly tokens: KeepTokens } & AsyncDisposable> {
  const { config, data, operator } = parts;
  const log = { warn: (_fields: object, sentence: string) => terminal.err(sentence) };
  try {
    const store = await openStoreOnly(terminal.env, data, log);
    const actor: Actor = {
      kind: 'person',
      person: operator.id,
      roles: [...operator.roles],
      place: 'terminal',
    };
    return {
      tokens: keepTokens({ config, tokens: store.tokens, clock: Date.now }, actor),
      [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'store-locked') throw error;
    const running = data.readJson('terminal.json', z.object({ url: z.url() }));
    if (running === null) throw error;
    return {
      tokens: atServer(running.url, terminal, parts, error),
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
}

const patience = 10_000;

function atServer(url: string, terminal: Terminal, { data, operator }: Parts, locked: Failure): KeepTokens {
  async function ask<T>(method: string, path: string, answer: z.ZodType<T>, body?: object): Promise<T> {
    const until = Date.now() + machineLasts;
    const proof = signToken(
      { kind: 'machine', person: operator.id, until },
      sessionKeyOf(terminal.env, data),
    );
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${proof}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(patience),
      });
      return answer.parse(await response.json());
    } catch {
      // Whoever has the store open is no server that can be asked.
      throw locked;
    }
  }
  return {
    create: (asked) => ask('POST', '/api/tokens', Made, asked),
    list: () => ask('GET', '/api/tokens', Listed),
    revoke: (id) => ask('DELETE', `/api/tokens/${encodeURIComponent(id)}`, Revoked),
  };
}
