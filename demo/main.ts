import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadConfig } from '../src/config/load.ts';
import { Failure } from '../src/core/failure.ts';
import { openDataFolder } from '../src/roles/data-folder.ts';
import { stopSignal } from '../src/roles/run-start.ts';
import { type ServerMessage, start } from '../src/roles/start.ts';
import { type DemoPorts, demoConfiguration, freePorts } from './configuration.ts';
import { demoConsole } from './console.ts';
import { startLoad } from './load.ts';
import { type DemoOptions, demoHelp, readOptions } from './options.ts';
import { startShop } from './shop.ts';
import { tellStory } from './story.ts';

/** The story must be over by then; a demo that hangs says so instead. */
const longestStory = 85_000;
const requestsPerSecond = 150;

type Ready = Extract<ServerMessage, { kind: 'ready' }>;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    console.log(options);
    return options === demoHelp ? 0 : 2;
  }
  const stop = stopSignal();
  const folder = mkdtempSync(join(tmpdir(), 'belay-demo-'));
  try {
    return await play(options, folder, stop);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything in one process tree: shops, load, proxy, and the server with its store, queue, bot and worker. */
async function play(options: DemoOptions, folder: string, stop: AbortSignal): Promise<number> {
  const tell = transcript();
  const ports = await freePorts();
  const file = join(folder, 'belay.yml');
  writeFileSync(file, demoConfiguration(ports));
  const loaded = loadConfig(file, (name) => readFileSync(name, 'utf8'));
  if (loaded.kind === 'invalid')
    throw new Failure(
      'config-invalid',
      'demo/belay.yml has mistakes; run `npx belay config check demo/belay.yml`.',
      { retryable: false },
    );
  await using stack = new AsyncDisposableStack();
  for (const version of ['v1', 'v2', 'v3'] as const) {
    stack.use(await startShop({ version, port: ports.versions[version] }));
  }
  tell('Starting Belay: store, queue, proxy and console, all of it in this folder’s processes …');
  const over = new AbortController();
  const ended = AbortSignal.any([stop, over.signal]);
  const ready = Promise.withResolvers<Ready>();
  const running = start(
    {
      config: loaded.config,
      data: openDataFolder(folder),
      proxyEndsToo: true,
      environment: {
        ...process.env,
        BELAY_CONFIG: file,
        BELAY_DATA: folder,
        BELAY_PORT: String(ports.console),
        BELAY_LOG_LEVEL: 'warn',
      },
      tell: (message) => {
        if (message.kind === 'ready') ready.resolve(message);
        else tell(message.sentence);
      },
    },
    ended,
  );
  const server = await Promise.race([ready.promise, running.then(() => null)]);
  if (server === null) return 1;
  const load = startLoad({ url: `http://127.0.0.1:${ports.shop}`, requestsPerSecond, signal: ended });
  try {
    return options.once
      ? await once(options, server, tell, stop)
      : await interactive(options, server, ports, running);
  } finally {
    over.abort();
    await Promise.all([running, load.done]);
    const { sent, failed } = load.counts();
    tell(`${sent} requests were served meanwhile, ${failed} of them failed.`);
  }
}

async function once(
  options: DemoOptions,
  server: Ready,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<number> {
  tell('v1 serves everybody.');
  const console = demoConsole(server.url, tokenOf(server));
  const signal = AbortSignal.any([stop, AbortSignal.timeout(longestStory)]);
  const good = await tellStory({ console, reports: resolve(options.reports), tell, signal });
  return good ? 0 : 1;
}

async function interactive(
  options: DemoOptions,
  server: Ready,
  ports: DemoPorts,
  running: Promise<number>,
): Promise<number> {
  const pointer = leavePointer(server);
  console.log(`
  The shop is open at      http://127.0.0.1:${ports.shop}   (${requestsPerSecond} requests a second come in)
  The console is open at   ${server.loginUrl ?? server.url}

  Type there, or in another terminal:

    npx belay deploy shop v2          a better version: watch it go from 10 % to everybody
    npx belay monitor --follow
    npx belay deploy shop v3          a broken one: watch it being taken back

  Ctrl-C ends everything.
`);
  if (options.open && process.stdout.isTTY && server.loginUrl !== null) openBrowser(server.loginUrl);
  const code = await running;
  pointer();
  return code;
}

/** Lets `npx belay …` in another terminal find the demo, unless a Belay of one's own lives in this folder. */
function leavePointer(server: Ready): () => void {
  const own = resolve('.belay');
  if (existsSync(join(own, 'store'))) return () => undefined;
  openDataFolder(own).writeJson('terminal.json', { url: server.url, token: tokenOf(server) });
  return () => rmSync(join(own, 'terminal.json'), { force: true });
}

function tokenOf({ loginUrl }: Ready): string {
  return loginUrl?.split('#token=')[1] ?? '';
}

function openBrowser(url: string): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(program, [url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

function transcript(): (line: string) => void {
  const began = Date.now();
  return (line) => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    const clock = `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
    console.log(`${clock}  ${line}`);
  };
}

process.exitCode = await main();
