import { createAuthenticate } from '../../handlers/http/api/authenticate.ts';
import { makeToken } from '../../handlers/tokens/make-token.ts';
import type { Speaker } from '../../src/core/access/access.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import type { Reply } from '../../src/core/reply.ts';
import { tellLog } from '../../src/ledger/tell-log.ts';
import { type MemoryRouter, memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';
import { belayConfiguration } from './belay-configuration.ts';
import { met } from './scene.ts';
import type { Seen } from './table.ts';

export interface Belay extends AsyncDisposable {
  readonly world: World;
  readonly router: MemoryRouter;
  /** What somebody says, and what comes of it. @param token speaks through one of the HTTP API */
  say(text: string, person?: string, token?: Speaker['token']): Promise<Seen>;
  phase(id: RolloutId): Promise<string | undefined>;
  until(id: RolloutId, phase: string): Promise<void>;
  /** What is seen of something else than words. @param only lines of the audit that have this */
  watch(act: () => Promise<{ readonly state: object; readonly said: string }>, only?: string): Promise<Seen>;
}

let opened: Promise<Belay> | null = null;

/** One Belay for all rows: opening one takes as long as all of them. */
export function belay(): Promise<Belay> {
  opened ??= open();
  return opened;
}

export async function closeBelay(): Promise<void> {
  await (await opened)?.[Symbol.asyncDispose]();
}

async function open(): Promise<Belay> {
  const router = memoryRouter();
  const world = await openWorld(belayConfiguration, router);
  const nameOf = (id: string) => world.config.people.find((one) => one.id === id)?.name ?? id;
  const head = async () => (await world.store.head()).position;

  async function linesAfter(position: number): Promise<readonly string[]> {
    const all = { since: 0, until: Number.MAX_SAFE_INTEGER, stream: null };
    const { lines, problems } = await tellLog(world.store, all, nameOf);
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    return lines.filter((line) => line.position > position).map(({ who, what }) => `${who}: ${what}`);
  }

  async function watch(act: () => Promise<{ state: object; said: string }>, only = ''): Promise<Seen> {
    const before = await head();
    const { state, said } = await act();
    return { state, said, audit: (await linesAfter(before)).filter((line) => line.includes(only)) };
  }

  return {
    world,
    router,
    watch,
    say: (text, person = 'bo', token) =>
      watch(async () => {
        const speaker = { ...world.speaker(person), ...(token === undefined ? {} : { token }) };
        const reply: Reply = await world.wired.speak({ text, speaker, place: 'console' });
        if (reply.kind === 'refused') met.add(reply.code);
        return {
          state: reply.kind === 'refused' ? { code: reply.code } : { kind: reply.kind },
          said: 'sentence' in reply ? reply.sentence : JSON.stringify(reply),
        };
      }),
    phase: async (id) => (await world.store.find(id))?.phase,
    until: (id, phase) => world.workUntil(async () => (await world.store.find(id))?.phase === phase),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** Says something through a token of the HTTP API, as its text stands in the header. */
export async function sayByToken(text: string, said: string): Promise<Seen> {
  const { world, watch } = await belay();
  const authenticate = createAuthenticate({
    config: world.config,
    known: world.wired.knownTokens,
    identify: () => null,
    clock: world.now,
  });
  return watch(async () => {
    const header = {
      headers: { authorization: `Bearer ${text}` },
      raw: { rawHeaders: ['Authorization', ''] },
    };
    const caller = await authenticate(header as never);
    const reply =
      'code' in caller
        ? caller
        : await world.wired.speak({ text: said, speaker: caller.speaker, place: caller.place });
    if (reply.kind === 'refused') met.add(reply.code);
    return {
      state: reply.kind === 'refused' ? { code: reply.code } : { kind: reply.kind },
      said: 'sentence' in reply ? reply.sentence : JSON.stringify(reply),
    };
  });
}

/** @returns the token's text */
export async function aToken(name: string, person: string, scopes: readonly string[]): Promise<string> {
  const { world } = await belay();
  const made = await makeToken(
    { config: world.config, tokens: world.store.tokens },
    { name, person, scopes: [...scopes], environments: null, services: null, expires: 3_600_000 },
    { kind: 'belay' },
    world.now(),
  );
  if (made.kind !== 'made') throw new Error(made.sentence);
  return made.text;
}
