import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { Failure } from '../core/failure.ts';
import { commandEnvironment } from './command-environment.ts';
import { openDataFolder } from './data-folder.ts';
import { examinationsOf } from './examinations.ts';
import { openHealth } from './health.ts';
import { openRole, type RoleName, type Running } from './open-role.ts';
import { outliveRejections } from './outlive-rejections.ts';
import { processLog } from './process-log.ts';
import { listenersOf, ProxyProcess, proxyFile } from './proxy-process.ts';
import { newErrorId } from './random-ids.ts';
import { stopSignal } from './run-start.ts';
import { secretsFrom } from './secrets.ts';
import type { ServerMessage } from './start.ts';
import { readConfig, type Terminal } from './terminal.ts';

const pageFolder = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));

/** `belay all`, `belay bot`, `belay worker`: one process, until SIGTERM. */
export function runRole(role: RoleName): (terminal: Terminal) => Promise<number> {
  return (terminal) => run(role, terminal);
}

async function run(role: RoleName, terminal: Terminal): Promise<number> {
  const log = processLog(terminal.env.logLevel);
  using _outlives = outliveRejections(log);
  const stop = stopSignal();
  const gone = new AbortController();
  process.once('disconnect', () => gone.abort());
  try {
    await using running = await open(role, terminal, log);
    await using _health = await openHealth(terminal.env.healthPort, terminal.env.host);
    ready(role, terminal, running);
    await aborted(AbortSignal.any([stop, gone.signal]));
    return exitCodes.done;
  } catch (error) {
    failed(terminal, await whyNot(role, terminal, error, log));
    return exitCodes.refused;
  } finally {
    // The channel to the parent would keep this process alive when it has nothing left to do.
    if (process.connected) process.disconnect();
  }
}

/** What is expected to go wrong has a sentence; for the rest the log has the stack, under an id. */
function failureSentence(error: unknown, log: Logger): string {
  if (error instanceof Failure) return error.message;
  const id = newErrorId();
  log.error({ err: error, id }, 'the server could not start');
  return `Belay could not start (${id}); the log says why.`;
}

/** Where a server could not be used, everything is looked at once more for what a person can do about it. */
async function whyNot(role: RoleName, terminal: Terminal, error: unknown, log: Logger): Promise<string> {
  const config = readConfig({ ...terminal, err: () => undefined });
  const unreachable = error instanceof Failure && error.code === 'store-unreachable';
  if (config === null || !unreachable) return failureSentence(error, log);
  const data = openDataFolder(terminal.env.data);
  const examines = examinationsOf(role, { config, data, env: terminal.env, variables: terminal.variables });
  const findings = (await Promise.all(examines.map((examine) => examine()))).flat();
  const wrong = findings.filter(({ state }) => state === 'error');
  if (wrong.length === 0) return failureSentence(error, log);
  const lines = wrong.map(({ about, sentence }) => `${about}: ${sentence}`);
  return [`\`belay ${role}\` did not start. \`belay doctor\` says the same again:`, ...lines].join('\n');
}

async function open(role: RoleName, terminal: Terminal, log: Logger): Promise<Running> {
  const config = readConfig(terminal);
  const data = openDataFolder(terminal.env.data);
  const proxy = data.readJson(proxyFile, ProxyProcess);
  if (config === null) refuse(`\`belay ${role}\` did not start; see above.`);
  if (proxy === null && listenersOf(config).length > 0) {
    refuse(
      `${terminal.env.config} has an embedded router, and its proxy is not running. \`belay start\` runs it beside everything else; several processes on several machines share a HAProxy instead.`,
    );
  }
  if (role !== 'worker' && !existsSync(join(pageFolder, 'index.html'))) {
    refuse('The console page has not been built. Run `npm run build:dashboard` and start again.');
  }
  const { host, port, publicUrl } = terminal.env;
  return openRole(role, {
    config,
    data,
    env: terminal.env,
    listen: { host, port },
    publicUrl,
    proxy,
    pageFolder,
    commandEnvironment: commandEnvironment(config, terminal.variables),
    secretOf: secretsFrom(terminal.variables),
    examines: examinationsOf(role, { config, data, env: terminal.env, variables: terminal.variables }),
    log,
  });
}

function refuse(sentence: string): never {
  throw new Failure('config-invalid', sentence, { retryable: false });
}

/** A parent is told by message; a person, or a container's log, by a line. */
function ready(role: RoleName, terminal: Terminal, { bot }: Running): void {
  if (process.send !== undefined) {
    tell({ kind: 'ready', url: bot?.url ?? '', loginUrl: bot?.loginUrl ?? null, pid: process.pid });
    return;
  }
  terminal.out(bot === null ? `Belay ${role} takes jobs.` : `Belay ${role} answers at ${bot.url}.`);
}

function failed(terminal: Terminal, sentence: string): void {
  if (process.send === undefined) terminal.err(sentence);
  else tell({ kind: 'failed', sentence });
}

function tell(message: ServerMessage): void {
  process.send?.(message);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
