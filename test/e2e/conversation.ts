import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Card } from '../../src/core/card/card.ts';
import { runBelay } from './process.ts';

const Answer = z.looseObject({
  kind: z.string(),
  code: z.string().default(''),
  sentence: z.string().default(''),
  rollout: z.string().nullish(),
});
export type Answer = z.infer<typeof Answer>;

const View = z.object({
  card: Card,
  timeline: z.array(z.object({ seq: z.number(), at: z.number(), actor: z.string(), sentence: z.string() })),
  documents: z.array(z.object({ document: z.string() })),
});
export type View = z.infer<typeof View>;

/** What people and machines ask of a running Belay. */
export interface Conversation {
  /** A line on the console, said by bo unless told otherwise. */
  say(text: string, person?: string): Promise<Answer>;
  /** Says it and gives the id of the rollout that it began or changed. */
  rolloutOf(text: string, person?: string): Promise<string>;
  token(person: string): Promise<string>;
  view(rollout: string): Promise<View>;
  /** The cards of the latest rollouts. */
  cards(): Promise<readonly Card[]>;
  /** Asks until the view is as wanted; fails with the story so far when it never is. */
  until(rollout: string, wanted: (view: View) => boolean, within?: number): Promise<View>;
  /** Everything that was told of the rollout, a line each. */
  story(rollout: string): Promise<string>;
}

interface Parts {
  /** Where Belay answers just now. */
  readonly url: () => string;
  readonly variables: Readonly<Record<string, string>>;
  /** What Belay has said on standard error, for a test that fails. */
  readonly words: () => string;
}

export function converse({ url, variables, words }: Parts): Conversation {
  const tokens = new Map<string, Promise<string>>();

  async function logIn(person: string): Promise<string> {
    const { out } = await runBelay(['login', person, '--token'], variables).finished;
    return out.trim();
  }

  function token(person: string): Promise<string> {
    const known = tokens.get(person) ?? logIn(person);
    tokens.set(person, known);
    return known;
  }

  async function ask(path: string, init: RequestInit, person: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${await token(person)}`, 'content-type': 'application/json' };
    return (await fetch(`${url()}${path}`, { signal: AbortSignal.timeout(15_000), ...init, headers })).json();
  }

  async function say(text: string, person = 'bo'): Promise<Answer> {
    const body = JSON.stringify({ text, key: randomUUID() });
    return Answer.parse(await ask('/api/command', { method: 'POST', body }, person));
  }

  async function view(rollout: string): Promise<View> {
    return View.parse(await ask(`/api/rollouts/${rollout}`, {}, 'bo'));
  }

  async function until(rollout: string, wanted: (view: View) => boolean, within = 30_000): Promise<View> {
    const ends = Date.now() + within;
    let last: View | null = null;
    while (Date.now() < ends) {
      last = (await view(rollout).catch(() => null)) ?? last;
      if (last !== null && wanted(last)) return last;
      await sleep(100);
    }
    const told = last?.timeline.map(({ seq, at, sentence }) => `${seq} ${clock(at)} ${sentence}`).join('\n');
    throw new Error(`${rollout} never came there; it is ${last?.card.phase}:\n${told}\n${words()}`);
  }

  return {
    say,
    token,
    view,
    until,
    async cards() {
      const { rollouts } = z.object({ rollouts: z.array(Card) }).parse(await ask('/api/rollouts', {}, 'bo'));
      return rollouts;
    },
    story: async (rollout) => (await view(rollout)).timeline.map(({ sentence }) => sentence).join('\n'),
    async rolloutOf(text, person) {
      const answer = await say(text, person);
      if (answer.kind !== 'done' || answer.rollout == null) {
        throw new Error(`"${text}" was answered with ${answer.kind}: ${answer.sentence}`);
      }
      return answer.rollout;
    },
  };
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}
