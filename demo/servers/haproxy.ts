import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { installed, programAt } from './programs.ts';
import { startProcess } from './server-process.ts';

export interface HaproxyServer extends AsyncDisposable {
  readonly url: string;
  /** Path of the stats socket, with level admin. */
  readonly socket: string;
  /** Path of the master's command line. */
  readonly master: string;
  readonly exporter: string;
  readonly mapFile: string;
  /** Writes the configuration anew, loads it, and waits until the new worker serves. */
  reload(parts?: HaproxyParts): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** What stands besides the frame: lines for the backend, sections, and the map file. */
export interface HaproxyParts {
  /** Name of the backend that serves everything. */
  readonly backend: string;
  readonly lines: readonly string[];
  readonly sections: readonly string[];
  /** Lines of the map file; left as it is when not said. */
  readonly map?: readonly string[];
  readonly defaults?: readonly string[];
  readonly level?: 'admin' | 'operator' | 'user';
}

export function haproxyInstalled(): boolean {
  return programAt('haproxy') !== null;
}

/**
 * A HAProxy of its own, a master with one worker, on free loopback ports and in a folder of its own.
 * @param partsFor given the path of the map file, for the lines that name it
 */
export async function startHaproxy(partsFor: (mapFile: string) => HaproxyParts): Promise<HaproxyServer> {
  const dir = mkdtempSync(join(tmpdir(), 'belay-haproxy-'));
  const at = {
    config: join(dir, 'haproxy.cfg'),
    socket: join(dir, 'admin.sock'),
    master: join(dir, 'master.sock'),
    mapFile: join(dir, 'belay.map'),
    front: await freePort(),
    exporter: await freePort(),
  };
  let parts = partsFor(at.mapFile);
  const write = (): void => {
    writeFileSync(at.config, configuration(at, parts));
    if (parts.map !== undefined) writeFileSync(at.mapFile, `${parts.map.join('\n')}\n`);
  };
  const run = () =>
    startProcess(
      installed('haproxy'),
      ['-W', '-S', `${at.master},level,admin`, '-f', at.config],
      () => Promise.all([connectable(at.socket), masterReady(at.master)]),
      { cwd: dir },
    );
  write();
  let server = await run();

  return {
    url: `http://127.0.0.1:${at.front}`,
    socket: at.socket,
    master: at.master,
    exporter: `http://127.0.0.1:${at.exporter}/metrics`,
    mapFile: at.mapFile,
    reload: async (next) => {
      parts = next ?? parts;
      if (next !== undefined) write();
      else writeFileSync(at.config, configuration(at, parts));
      const before = await pidOf(at.socket);
      server.send('SIGUSR2');
      const isNew = async () => (await pidOf(at.socket)) !== before;
      while (!(await isNew().catch(no))) await wait(20);
      // The master takes the next signal and the next order once it answers again.
      while (!(await masterReady(at.master).then(yes, no))) await wait(20);
    },
    stop: () => server.end('SIGTERM'),
    start: async () => {
      server = await run();
    },
    [Symbol.asyncDispose]: async () => {
      await server.end('SIGTERM');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

interface Places {
  readonly socket: string;
  readonly front: number;
  readonly exporter: number;
}

function configuration({ socket, front, exporter }: Places, parts: HaproxyParts): string {
  return `global
    stats socket ${socket} mode 600 level ${parts.level ?? 'admin'}
    stats timeout 30s
    hard-stop-after 10s
defaults
    mode http
    timeout connect 1s
    timeout client 30s
    timeout server 5s
    retries 0
    option idle-close-on-response
${parts.defaults?.map((line) => `    ${line}\n`).join('') ?? ''}frontend clients
    bind 127.0.0.1:${front}
    default_backend ${parts.backend}
frontend exporter
    bind 127.0.0.1:${exporter}
    http-request use-service prometheus-exporter if { path /metrics }
${parts.sections.join('\n')}
backend ${parts.backend}
${parts.lines.map((line) => `    ${line}\n`).join('')}`;
}

const yes = () => true;
const no = () => false;

/** @throws what the system says when nobody listens there */
export async function connectable(path: string): Promise<void> {
  const socket = createConnection(path);
  await once(socket, 'connect');
  socket.destroy();
}

/** Throws until the master has come to itself: before, a signal would be lost. */
async function masterReady(path: string): Promise<void> {
  if (!/ worker /.test(await ask(path, 'show proc'))) throw new Error('The master of HAProxy is not ready.');
}

/** Of the worker that answers at the socket. */
async function pidOf(path: string): Promise<string> {
  const [, pid] = /^Pid: (\d+)/m.exec(await ask(path, 'show info')) ?? [];
  if (pid === undefined) throw new Error('HAProxy does not say its process id.');
  return pid;
}

async function ask(path: string, command: string): Promise<string> {
  const socket = createConnection(path).setEncoding('utf8');
  socket.setTimeout(1000, () => socket.destroy(new Error('HAProxy does not answer.')));
  socket.end(`${command}\n`);
  return (await Array.fromAsync(socket as AsyncIterable<string>)).join('');
}
