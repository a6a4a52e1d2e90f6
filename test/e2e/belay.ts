import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Card } from '../../src/core/card/card.ts';
import { type BelayProcess, runBelay } from './process.ts';

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

export interface Belay extends AsyncDisposable {
  readonly folder: string;
  readonly url: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly process: BelayProcess;
  /** A line on the console, said by bo unless told otherwise. */
  say(text: string, person?: string): Promise<Answer>;
  /** Says it and gives the id of the rollout that it began or changed. */
  rolloutOf(text: string, person?: string): Promise<string>;
  token(person: string): Promise<string>;
  view(rollout: string): Promise<View>;
  /** Asks until the view is as wanted; fails with the story so far when it never is. */
  until(rollout: string, wanted: (view: View) => boolean, within?: number): Promise<View>;
  /** Everything that was told of the rollout, a line each. */
  story(rollout: string): Promise<string>;
  serverPid(): number;
  proxyPid(): number;
  /** SIGTERM, as Ctrl-C; the proxy is ended too. */
  stop(): Promise<{ code: number | null; out: string; err: string }>;
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A folder with a belay.yml in it and the variables that point there. */
export async function belayFolder(
  configuration: string,
): Promise<{ folder: string; variables: Record<string, string> }> {
  const folder = mkdtempSync(join(tmpdir(), 'belay-e2e-'));
  writeFileSync(join(folder, 'belay.yml'), configuration);
  const [port] = await freePorts(1);
  const variables = {
    BELAY_CONFIG: join(folder, 'belay.yml'),
    BELAY_DATA: join(folder, 'data'),
    BELAY_PORT: String(port),
    BELAY_LOG_LEVEL: 'warn',
  };
  return { folder, variables };
}

/** `belay start` in a folder of its own, ready to be talked to. */
export async function startBelay(
  configuration: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Belay> {
  const made = await belayFolder(configuration);
  const variables: Record<string, string> = { ...made.variables, ...more };
  const { folder } = made;
  const data = variables['BELAY_DATA'] ?? '';
  const process = runBelay(['start'], variables);
  const [, url = ''] = await process.printed(/Belay answers at (\S+)\.\n/);
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
    return (await fetch(`${url}${path}`, { ...init, headers })).json();
  }

  async function say(text: string, person = 'bo'): Promise<Answer> {
    const body = JSON.stringify({ text, key: randomUUID() });
    return Answer.parse(await ask('/api/command', { method: 'POST', body }, person));
  }

  async function view(rollout: string): Promise<View> {
    return View.parse(await ask(`/api/rollouts/${rollout}`, {}, 'bo'));
  }

  async function story(rollout: string): Promise<string> {
    return (await view(rollout)).timeline.map(({ sentence }) => sentence).join('\n');
  }

  async function stop() {
    if (process.child.exitCode === null) process.child.kill('SIGTERM');
    await process.ended;
    await runBelay(['proxy', 'stop'], variables).finished;
    return process.finished;
  }

  return {
    folder,
    url,
    variables,
    process,
    say,
    token,
    view,
    story,
    stop,
    async rolloutOf(text, person) {
      const answer = await say(text, person);
      if (answer.kind !== 'done' || answer.rollout == null) {
        throw new Error(`"${text}" was answered with ${answer.kind}: ${answer.sentence}`);
      }
      return answer.rollout;
    },
    async until(rollout, wanted, within = 30_000) {
      const ends = Date.now() + within;
      let last: View | null = null;
      while (Date.now() < ends) {
        last = await view(rollout).catch(() => null);
        if (last !== null && wanted(last)) return last;
        await sleep(100);
      }
      const told = last?.timeline.map(({ seq, sentence }) => `${seq} ${sentence}`).join('\n');
      throw new Error(`${rollout} never came there; it is ${last?.card.phase}:\n${told}\n${process.err()}`);
    },
    serverPid: () => Pid.parse(JSON.parse(readFileSync(join(data, 'store/lock.json'), 'utf8'))).pid,
    proxyPid: () => Pid.parse(JSON.parse(readFileSync(join(data, 'proxy.json'), 'utf8'))).pid,
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const Pid = z.object({ pid: z.number().int().positive() });

export function over({ card }: View): boolean {
  return card.over;
}
