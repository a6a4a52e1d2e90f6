import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { loadConfig } from '../src/config/load.ts';
import { Failure } from '../src/core/failure.ts';
import { openDataFolder } from '../src/roles/data-folder.ts';
import { start } from '../src/roles/start.ts';
import { type DemoPorts, demoConfiguration, freePorts } from './configuration.ts';
import { type DemoConsole, demoConsole, type View } from './console.ts';
import { type Load, startLoad } from './load.ts';
import { openDemoModel } from './model.ts';
import type { Ready } from './role-process.ts';
import { startShop } from './shop.ts';

export interface StageOptions {
  readonly folder: string;
  readonly requestsPerSecond: number;
  readonly stop: AbortSignal;
  readonly tell: (sentence: string) => void;
  /** Changes demo/belay.yml before it is used. */
  readonly edit?: (configuration: string) => string;
}

/** A shop under load and a Belay that releases it. */
export interface Stage {
  readonly ports: DemoPorts;
  /** Data folder of the bot. */
  readonly data: string;
  readonly load: Load;
  readonly console: DemoConsole;
  /** The server process as of now: another one after it has been killed. */
  server(): Ready;
  /** Resolves with the exit code when Belay has stopped. */
  readonly running: Promise<number>;
  /** What happens on this stage while the story is told; it is shown what the story sees. */
  readonly meanwhile?: (view: View) => Promise<void>;
  /** What happens between the two releases. */
  readonly between?: () => Promise<void>;
  close(): Promise<void>;
}

/**
 * Everything in one process tree: shops, load, proxy, and the server with its store, queue, bot and worker.
 * @throws Failure config-invalid, port-in-use, or what kept the server from starting
 */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { folder, stop, tell } = options;
  const ports = await freePorts();
  const file = join(folder, 'belay.yml');
  await using opening = new AsyncDisposableStack();
  const model = opening.use(await openDemoModel());
  writeFileSync(file, (options.edit ?? same)(`${demoConfiguration(ports)}${model.configuration}`));
  const loaded = loadConfig(file, (name) => readFileSync(name, 'utf8'));
  if (loaded.kind === 'invalid') {
    const sentence = 'demo/belay.yml has mistakes; run `npx belay config check demo/belay.yml`.';
    throw new Failure('config-invalid', sentence, { retryable: false });
  }
  for (const version of ['v1', 'v2', 'v3'] as const) {
    opening.use(await startShop({ version, port: ports.versions[version] }));
  }
  const over = new AbortController();
  const ended = AbortSignal.any([stop, over.signal]);
  const first = Promise.withResolvers<Ready>();
  let server: Ready | null = null;
  let failure = 'The server could not be started.';
  const running = start(
    {
      config: loaded.config,
      data: openDataFolder(folder),
      proxyEndsToo: true,
      environment: {
        ...process.env,
        ...model.environment,
        BELAY_CONFIG: file,
        BELAY_DATA: folder,
        BELAY_PORT: String(ports.console),
        BELAY_LOG_LEVEL: 'warn',
      },
      tell: (message) => {
        if (message.kind === 'ready') {
          server = message;
          first.resolve(message);
        } else {
          failure = message.sentence;
          tell(message.sentence);
        }
      },
    },
    ended,
  );
  const ready = await Promise.race([first.promise, running.then(() => null)]);
  if (ready === null) throw new Failure('server-unreachable', failure, { retryable: false });
  const load = startLoad({
    url: `http://127.0.0.1:${ports.shop}`,
    requestsPerSecond: options.requestsPerSecond,
    signal: ended,
  });
  const opened = opening.move();
  return {
    ports,
    data: folder,
    load,
    console: demoConsole(ready.url, terminalToken(folder)),
    server: () => server ?? ready,
    running,
    async between() {
      await model[Symbol.asyncDispose]();
      tell('! The fake model is switched off: what follows is written by Belay’s templates, in full.');
    },
    async close() {
      over.abort();
      await Promise.all([running, load.done]);
      await opened.disposeAsync();
    },
  };
}

/** What the server has left for the terminal; the link that it prints only signs in. */
export function terminalToken(folder: string): string {
  return openDataFolder(folder).readJson('terminal.json', z.object({ token: z.string() }))?.token ?? '';
}

function same(configuration: string): string {
  return configuration;
}
