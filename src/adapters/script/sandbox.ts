import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Instant, Millis } from '../../core/time.ts';
import { formatDuration } from '../../core/time.ts';
import type { ScriptRan, ScriptRun } from '../../ports/run-script.ts';
import { type ProcessEnd, runBounded } from './bounded-process.ts';
import { sandboxArguments, socketsInside } from './bubblewrap.ts';
import { createDatabaseForwarder, type DatabaseTarget, readDatabaseUrl } from './database-forwarder.ts';
import { findProgram } from './find-program.ts';
import { createSocksForwarder } from './socks-forwarder.ts';

/** Nobody: what Belay may, a script may not, also where Belay itself is root. */
const nobody = 65_534;
const mostOutput = 65_536;

export interface SandboxParts {
  readonly deadline: Millis;
  readonly clock: () => Instant;
  /** Where a program is; the system's own places when left out. */
  readonly find?: (program: string) => string | null;
}

/** Runs a script that was checked before, without network but the listed hosts. Never outside bubblewrap, and never throws. */
export async function runInSandbox(run: ScriptRun, parts: SandboxParts): Promise<ScriptRan> {
  const find = parts.find ?? findProgram;
  const needed = ['bwrap', 'prlimit', 'bash', ...run.programs];
  const missing = needed.filter((program) => find(program) === null);
  if (missing.length > 0) return notRun(`${missing.join(', ')} is not installed on Belay’s machine.`);
  const database = run.database === null ? null : readDatabaseUrl(run.database);
  if (run.programs.includes('psql') && database === null)
    return notRun('No database is configured for its queries.');
  const folder = await mkdtemp(join(tmpdir(), 'belay-script-'));
  const user = process.getuid?.() === 0 ? nobody : null;
  const servers: Server[] = [];
  try {
    const folders = { inside: join(folder, 'inside'), sockets: join(folder, 'sockets') };
    await mkdir(folders.inside, { mode: 0o755 });
    await mkdir(folders.sockets, { mode: 0o755 });
    await writeFile(join(folders.inside, 'script.sh'), run.text, { mode: 0o644 });
    await writeFile(join(folders.inside, '.curlrc'), curlrc, { mode: 0o644 });
    await writeFile(join(folders.inside, '.pgpass'), passwordLine(database), { mode: 0o600 });
    if (user !== null) await chown(join(folders.inside, '.pgpass'), user, user);
    const environment = database === null ? {} : databaseEnvironment(database);
    servers.push(
      await listen(
        createSocksForwarder(run.hosts, () => undefined),
        join(folders.sockets, 'proxy.sock'),
      ),
    );
    if (database !== null)
      servers.push(await listen(createDatabaseForwarder(database), join(folders.sockets, '.s.PGSQL.5432')));
    if (user !== null) await chown(folder, user, user);
    const programs = [
      ...new Set([...needed.map((program) => dirname(find(program) ?? '/usr/bin')), '/usr/bin', '/bin']),
    ];
    const began = parts.clock();
    const end = await runBounded({
      program: find('bwrap') ?? '',
      args: sandboxArguments(folders, programs, environment, find('prlimit') ?? ''),
      stdin: '',
      deadline: parts.deadline,
      mostOutput,
      user,
    });
    return ranOf(end, parts.clock() - began, parts.deadline);
  } catch (error) {
    return notRun(`The sandbox could not be set up (${error instanceof Error ? error.message : 'unknown'}).`);
  } finally {
    for (const server of servers) server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const curlrc = `proxy = "socks5h://localhost${socketsInside}/proxy.sock"\nnoproxy = ""\n`;

function databaseEnvironment({ user, name }: DatabaseTarget) {
  return {
    PGHOST: socketsInside,
    PGUSER: user,
    PGPASSFILE: '/home/belay/.pgpass',
    PGDATABASE: name,
    PGCONNECT_TIMEOUT: '10',
    PGOPTIONS: '-c default_transaction_read_only=on -c statement_timeout=10000',
  };
}

/** In a file, because arguments and environments of processes can be seen. */
function passwordLine(database: DatabaseTarget | null): string {
  return database === null ? '' : `*:*:*:*:${database.password.replaceAll(/[\\:]/g, String.raw`\$&`)}\n`;
}

async function listen(server: Server, path: string): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  // The folder around it is closed to everybody but Belay and the user the script runs as.
  await chmod(path, 0o666);
  return server;
}

function ranOf(end: ProcessEnd, took: Millis, deadline: Millis): ScriptRan {
  if (end.failed !== null) return notRun(`The sandbox could not be started (${end.failed}).`);
  const [first = ''] = end.stderr.split('\n');
  if (first.startsWith('bwrap: ') && end.stdout === '') {
    return notRun(`This machine allows no sandbox (${plain(first)}). Let Belay’s user make user namespaces.`);
  }
  const why = { deadline: `it took longer than ${formatDuration(deadline)}`, output: 'it printed too much' };
  return {
    kind: 'ran',
    exit: end.exit,
    output: plain(end.stdout),
    ended: end.ended === null ? null : why[end.ended],
    took,
  };
}

function notRun(sentence: string): ScriptRan {
  return { kind: 'not-run', sentence };
}

function plain(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|\p{Cf}/gu, '');
}
