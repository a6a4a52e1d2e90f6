import { randomBytes, randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Logger } from 'pino';
import type { Desk } from '../../commands/command.ts';
import { commands } from '../../commands/registry.ts';
import { createChanges } from '../../handlers/http/changes.ts';
import { startHttp } from '../../handlers/http/server.ts';
import { sessionLasts, signToken } from '../../handlers/http/session.ts';
import { createEvaluate } from '../../handlers/jobs/evaluate.ts';
import { createFindSlot } from '../../handlers/jobs/find-slot.ts';
import { keepStableOnce, keepStableUntil } from '../../handlers/jobs/keep-stable.ts';
import { createMoveTraffic } from '../../handlers/jobs/move-traffic.ts';
import { sweepUntil } from '../../handlers/jobs/sweep.ts';
import { work } from '../../handlers/jobs/work.ts';
import { createSpeak } from '../../handlers/speak/speak.ts';
import { createJsonMetrics, isJsonMetric } from '../adapters/metrics/json.ts';
import { runProbe } from '../adapters/metrics/probes.ts';
import { createConsole } from '../adapters/place/console.ts';
import { createLogPlace } from '../adapters/place/log.ts';
import { openPostgresQueue } from '../adapters/queue/bullmq-postgres.ts';
import { openEmbedded } from '../adapters/store/pglite-pool.ts';
import { openStore } from '../adapters/store/postgres-store.ts';
import { createEmbeddedRouter } from '../adapters/traffic/embedded-router.ts';
import { createLocalCommand } from '../adapters/workload/local-command.ts';
import type { Config } from '../config/config.ts';
import type { PersonId, PlaceName, RolloutId } from '../core/ids.ts';
import { RolloutId as RolloutIdSchema } from '../core/ids.ts';
import { createCards } from '../ledger/cards.ts';
import { createFindStable } from '../ledger/find-stable.ts';
import { createLedger } from '../ledger/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { Place } from '../ports/place.ts';
import type { Queue } from '../ports/queue.ts';
import type { Router, TrafficMetrics } from '../ports/router.ts';
import type { Store } from '../ports/store.ts';
import type { DataFolder } from './data-folder.ts';
import { operatorOf } from './operator.ts';
import type { ProxyProcess } from './proxy-process.ts';

export interface ServeParts {
  readonly config: Config;
  readonly data: DataFolder;
  readonly listen: { readonly host: string; readonly port: number };
  readonly proxy: ProxyProcess;
  readonly pageFolder: string;
  /** What local commands may see of this process's environment. */
  readonly commandEnvironment: Readonly<Record<string, string>>;
  readonly log: Logger;
}

export interface Serving extends AsyncDisposable {
  readonly url: string;
  /** Logs the operator in; valid for twelve hours. */
  readonly loginUrl: string | null;
}

const clock = () => Date.now();
const newErrorId = () => `e-${randomBytes(4).toString('hex')}`;

/** Bot and worker in one process: store, queue, jobs and the console. */
export async function serve(parts: ServeParts): Promise<Serving> {
  const { config, data, log } = parts;
  await using opening = new AsyncDisposableStack();
  const embedded = opening.use(await openEmbedded(data.store, (sentence) => log.warn(sentence)));
  const store = opening.use(await openStore(embedded.pool));
  const queue = opening.use(await openPostgresQueue(embedded.pool, log));
  const stop = new AbortController();
  const router = createEmbeddedRouter(parts.proxy);
  const shared = wire({ ...parts, store, queue, router });
  const http = opening.use(
    await startHttp({ ...shared, ...parts, store, commands, key: data.sessionKey(), newErrorId, clock }),
  );
  await keepStableOnce(shared.keepStable);
  opening.use(work({ queue, ...shared.jobs }));
  const loops = [
    sweepUntil({ index: store, outbox: store, queue, clock, log }, stop.signal),
    keepStableUntil(shared.keepStable, stop.signal),
    shared.changes.watch(stop.signal),
  ];
  opening.defer(async () => {
    stop.abort();
    await Promise.all(loops);
  });
  const loginUrl = announceLogin(config, data, http.url);
  const opened = opening.move();
  return { url: http.url, loginUrl, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

interface Wiring extends ServeParts {
  readonly store: Store;
  readonly queue: Queue;
  readonly router: Router & TrafficMetrics;
}

function wire(parts: Wiring) {
  const { config, store, queue, router, log } = parts;
  const findStable = createFindStable(config, store);
  const personName = (id: PersonId) => config.people.find((person) => person.id === id)?.name ?? id;
  const ledger = createLedger({ store, queue, personName, log });
  const routerOf = () => router;
  const cards = createCards(personName, routerOf);
  const access = config.access;
  const desk: Desk = { config, access, ledger, store, findStable, cards, newRolloutId };
  const speak = createSpeak({ commands, desk, clock, newErrorId, log });
  const changes = createChanges(store.messages, consoleOf(config), log);
  const jobs = wireJobs(parts, {
    ledger,
    findStable,
    cards,
    personName,
    places: placesOf(config, store, log),
  });
  const slots = config.slots.map(({ service, environment, plan }) => ({
    service,
    environment,
    routing: plan.routing,
  }));
  const keepStable = { slots, index: store, findStable, routerOf, log };
  return { access, ledger, cards, personName, speak, changes, jobs, keepStable };
}

interface Shared {
  readonly ledger: ReturnType<typeof createLedger>;
  readonly findStable: ReturnType<typeof createFindStable>;
  readonly cards: ReturnType<typeof createCards>;
  readonly personName: (id: PersonId) => string;
  readonly places: ReadonlyMap<PlaceName, Place>;
}

function wireJobs({ store, queue, router, log, commandEnvironment }: Wiring, shared: Shared) {
  const { ledger, findStable, cards, personName, places } = shared;
  const routerOf = () => router;
  const json = createJsonMetrics({ fetch });
  const run = createLocalCommand({ directory: process.cwd(), environment: commandEnvironment, clock });
  return {
    advance: {
      ledger,
      index: store,
      queue,
      findSlot: createFindSlot(store, findStable),
      moveTraffic: createMoveTraffic(routerOf),
      evaluate: createEvaluate({
        routerOf,
        runProbe,
        measure: (sides, wanted) =>
          json.measure(
            sides,
            wanted.flatMap(({ metric, window }) => (isJsonMetric(metric) ? [{ metric, window }] : [])),
          ),
      }),
      clock,
      log,
    },
    step: { ledger, leases: store.leases, run, newHolder: () => randomUUID(), clock },
    deliver: {
      ledger,
      events: store,
      outbox: store,
      documents: store.documents,
      placeOf: (name: PlaceName) => places.get(name) ?? null,
      cards,
      personName,
      clock,
      log,
    },
  };
}

function placesOf(config: Config, store: Store, log: Log): ReadonlyMap<PlaceName, Place> {
  return new Map(
    config.places.map(({ name, kind }) => [
      name,
      kind === 'console' ? createConsole(name, store.messages, clock) : createLogPlace(name, log),
    ]),
  );
}

/** The page shows one console place; without one it still shows cards, but learns of changes only when it asks. */
function consoleOf(config: Config): PlaceName {
  return config.places.find(({ kind }) => kind === 'console')?.name ?? ('console' as PlaceName);
}

function announceLogin(config: Config, data: DataFolder, url: string): string | null {
  const operator = operatorOf(config, userInfo().username);
  if (operator === null) return null;
  const token = signToken(operator.id, clock() + sessionLasts, data.sessionKey());
  data.writeJson('terminal.json', { url, token });
  return `${url}/#token=${token}`;
}

const letters = '0123456789abcdefghjkmnpqrstvwxyz';

function newRolloutId(): RolloutId {
  const drawn = Array.from(randomBytes(10), (byte) => letters[byte % letters.length]).join('');
  return RolloutIdSchema.parse(`r-${drawn}`);
}
