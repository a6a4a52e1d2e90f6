import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoConsole } from '../demo/console.ts';
import { startLoad } from '../demo/load.ts';
import { type BreakableVersion, startBreakable } from './breakable-version.ts';
import { openEmbeddedSystem } from './embedded-system.ts';
import { openServersSystem, serversInstalled } from './servers-system.ts';

/** One service whose canary can be broken. */
export interface BrokenService {
  readonly name: string;
  readonly canary: BreakableVersion;
}

export interface RollbackRig extends AsyncDisposable {
  readonly router: 'haproxy' | 'embedded';
  /** Milliseconds between two evaluations. */
  readonly interval: number;
  readonly console: DemoConsole;
  readonly breach: BrokenService;
  readonly command: BrokenService;
}

/** A Belay that runs, and where its services are reached. */
export interface System extends AsyncDisposable {
  readonly console: DemoConsole;
  /** Address of each service, in the order asked for. */
  readonly addresses: readonly string[];
}

export interface SystemParts {
  readonly folder: string;
  readonly services: readonly {
    readonly name: string;
    readonly versions: Readonly<Record<string, string>>;
  }[];
  /** The plan of every service, as in belay.yml. */
  readonly plan: string;
  readonly tell: (line: string) => void;
}

const interval = 1000;
/** Half of the visitors get the new version, and any error is too many. No `for`: the first look that sees it acts. */
const plan = `
      evaluation: { interval: ${interval}ms, window: 5s, minimum_requests: 30 }
      stages:
        - { weight: 50%, hold: 1h }
        - { weight: 100%, hold: 1h }
      rollback_when: [error-rate > 5%]
      no_data: { after: 10m, then: hold }`;
const requestsPerSecond = 150;

/** @param wished `haproxy` or `embedded`; HAProxy with PostgreSQL and Redis when they are installed, when left out */
export async function openRollbackRig(
  wished: string | undefined,
  tell: (line: string) => void,
): Promise<RollbackRig> {
  const router = wished ?? (serversInstalled() ? 'haproxy' : 'embedded');
  if (router !== 'haproxy' && router !== 'embedded') {
    throw new TypeError(`--router is haproxy or embedded, not ${router}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'belay-bench-'));
  await using opening = new AsyncDisposableStack();
  opening.defer(async () => rmSync(folder, { recursive: true, force: true }));
  const stable = opening.use(await startBreakable('v1'));
  const services = await Promise.all(
    ['breach', 'command'].map(async (name) => ({ name, canary: opening.use(await startBreakable('v2')) })),
  );
  const [breach, command] = services;
  if (breach === undefined || command === undefined) throw new TypeError('two services');
  const open = router === 'haproxy' ? openServersSystem : openEmbeddedSystem;
  const system = opening.use(
    await open({
      folder,
      services: services.map(({ name, canary }) => ({ name, versions: { v1: stable.url, v2: canary.url } })),
      plan,
      tell,
    }),
  );
  const over = new AbortController();
  const loads = system.addresses.map((url) => startLoad({ url, requestsPerSecond, signal: over.signal }));
  opening.defer(async () => {
    over.abort();
    await Promise.all(loads.map(({ done }) => done));
  });
  const opened = opening.move();
  return {
    router,
    interval,
    console: system.console,
    breach,
    command,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
