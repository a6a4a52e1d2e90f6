import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '../src/core/failure.ts';
import { openDataFolder } from '../src/roles/data-folder.ts';
import { stopSignal } from '../src/roles/run-start.ts';
import { parentGone, runApart } from './apart.ts';
import { type DemoOptions, demoHelp, readOptions } from './options.ts';
import type { Ready } from './role-process.ts';
import { openServerStage } from './server-stage.ts';
import { openStage, type Stage, terminalToken } from './stage.ts';
import { tellStory } from './story.ts';

/** The story must be over by then; a demo that hangs says so instead. */
const longestStory = 110_000;
const requestsPerSecond = 150;
const begins = {
  embedded: 'Starting Belay: store, queue, proxy and console, all of it in processes of this terminal …',
  servers: 'Starting PostgreSQL, Redis, Prometheus and HAProxy on this machine …',
};

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    console.log(options);
    return options === demoHelp ? 0 : 2;
  }
  if (options.servers && !process.connected) return runApart(import.meta.filename, process.argv.slice(2));
  const stop = AbortSignal.any([stopSignal(), parentGone()]);
  const folder = mkdtempSync(join(tmpdir(), 'belay-demo-'));
  try {
    return await play(options, folder, stop);
  } catch (error) {
    const sentence = stop.aborted ? 'Stopped.' : sentenceOf(error);
    if (sentence === null) throw error;
    console.error(sentence);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns null for what nobody expected */
function sentenceOf(error: unknown): string | null {
  if (error instanceof Failure) return error.message;
  const late = error instanceof DOMException && error.name === 'TimeoutError';
  return late ? `The story was not over after ${longestStory / 1000} s, so everything was ended.` : null;
}

async function play(options: DemoOptions, folder: string, stop: AbortSignal): Promise<number> {
  const tell = transcript();
  tell(options.servers ? begins.servers : begins.embedded);
  const open = options.servers ? openServerStage : openStage;
  const stage = await open({ folder, requestsPerSecond, stop, tell });
  try {
    return options.once ? await once(options, stage, tell, stop) : await interactive(options, stage);
  } finally {
    await stage.close();
    const { sent, failed } = stage.load.counts();
    tell(`${sent} requests were served meanwhile, ${failed} of them failed.`);
  }
}

async function once(
  options: DemoOptions,
  { console, meanwhile, between }: Stage,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<number> {
  tell('v1 serves everybody.');
  const signal = AbortSignal.any([stop, AbortSignal.timeout(longestStory)]);
  const good = await tellStory({
    console,
    reports: resolve(options.reports),
    tell,
    signal,
    meanwhile,
    between,
  });
  return good ? 0 : 1;
}

async function interactive(options: DemoOptions, { ports, running, data, ...stage }: Stage): Promise<number> {
  const server = stage.server();
  const pointer = leavePointer(server, data);
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
function leavePointer({ url }: Ready, data: string): () => void {
  const own = resolve('.belay');
  if (existsSync(join(own, 'store'))) return () => undefined;
  openDataFolder(own).writeJson('terminal.json', { url, token: terminalToken(data) });
  return () => rmSync(join(own, 'terminal.json'), { force: true });
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
// The channel to the parent would keep this process alive when it has nothing left to do.
if (process.connected) process.disconnect();
