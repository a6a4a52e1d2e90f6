import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Desk } from '../../commands/command.ts';
import { commands } from '../../commands/registry.ts';
import { createAnswerOnce } from '../../handlers/hear/answer-once.ts';
import { createKnowTokens } from '../../handlers/http/api/know-tokens.ts';
import { createChanges } from '../../handlers/http/changes.ts';
import { advance } from '../../handlers/jobs/advance.ts';
import { deliverInOrder } from '../../handlers/jobs/deliver-in-order.ts';
import { createEvaluate } from '../../handlers/jobs/evaluate.ts';
import { createFindBlocks } from '../../handlers/jobs/find-blocks.ts';
import { createFindSlot } from '../../handlers/jobs/find-slot.ts';
import { createFollowTrain } from '../../handlers/jobs/follow-train.ts';
import type { HeartbeatParts } from '../../handlers/jobs/heartbeat.ts';
import { createLanes } from '../../handlers/jobs/lanes.ts';
import { createMoveBlindly } from '../../handlers/jobs/move-blindly.ts';
import { createMoveTraffic, type MoveTraffic } from '../../handlers/jobs/move-traffic.ts';
import { createTakeProcedure } from '../../handlers/jobs/procedure.ts';
import { createTrainBlocks } from '../../handlers/jobs/train-blocks.ts';
import { createTroubles } from '../../handlers/jobs/troubles.ts';
import { createUnwritten } from '../../handlers/jobs/unwritten.ts';
import { createVerify } from '../../handlers/jobs/verify.ts';
import { createWatchCi } from '../../handlers/jobs/watch-ci.ts';
import { createWriteDocument } from '../../handlers/jobs/write-document.ts';
import { createKillSwitch } from '../../handlers/ops/kill-switch.ts';
import { createPrintPaper } from '../../handlers/papers/print-paper.ts';
import { createSpeak } from '../../handlers/speak/speak.ts';
import { createTakeBackBlindly } from '../../handlers/speak/take-back-blindly.ts';
import { createDrawChart } from '../adapters/chart/draw-chart.ts';
import { createMeasureMetrics } from '../adapters/metrics/measure-metrics.ts';
import { createMeasureTotals } from '../adapters/metrics/measure-totals.ts';
import { runProbe } from '../adapters/metrics/probes.ts';
import { createMeasureBudget } from '../adapters/metrics/prometheus/budgets.ts';
import { createReportedMetrics } from '../adapters/metrics/reported.ts';
import { createDrawPdf } from '../adapters/pdf/draw-pdf.ts';
import { createReadGithubCi } from '../adapters/place/github/commit-checks.ts';
import { createDescribeChange } from '../adapters/place/github/describe-change.ts';
import { createFindChange } from '../adapters/place/github/find-change.ts';
import { createGithubRepositories } from '../adapters/place/github/repository.ts';
import { beat } from '../adapters/place/pager/heartbeat.ts';
import { createRedact } from '../adapters/redact/secretlint.ts';
import { createRunScript } from '../adapters/script/run-script.ts';
import { createLocalCommand } from '../adapters/workload/local-command.ts';
import type { Config } from '../config/config.ts';
import type { PersonId, PlaceName, RolloutId } from '../core/ids.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { Instant } from '../core/time.ts';
import { createReadChangeTexts, type ReadChangeTexts } from '../drafting/change-texts.ts';
import type { DraftDocument } from '../drafting/draft-document.ts';
import { type Budgets, createBudgets, gatingOf } from '../ledger/budgets.ts';
import { createCards } from '../ledger/cards.ts';
import { createDeliveries } from '../ledger/deliveries.ts';
import { createFindStable } from '../ledger/find-stable.ts';
import { createHasten } from '../ledger/hasten.ts';
import { createHeldRoles } from '../ledger/held-roles.ts';
import { createLastKnown, remembering } from '../ledger/last-known.ts';
import { createLedger } from '../ledger/ledger.ts';
import { createOutsideRoles, type OutsideRoles } from '../ledger/outside-roles.ts';
import type { ReadCi } from '../ports/ci.ts';
import type { DrawChart } from '../ports/draw-chart.ts';
import type { DrawPdf } from '../ports/draw-pdf.ts';
import type { Queue } from '../ports/queue.ts';
import type { Redact } from '../ports/redact.ts';
import type { Store } from '../ports/store.ts';
import type { Verify } from '../ports/verify.ts';
import { blockSources, openStandstill, type Standstill } from './block-sources.ts';
import { openDrafting } from './drafting.ts';
import { githubInCharge } from './github-in-charge.ts';
import { openMemberships } from './memberships.ts';
import { metricSources } from './metric-sources.ts';
import { openMigrations } from './migrations.ts';
import { openPlaces, type Places } from './places.ts';
import { newErrorId, newRolloutId, newTrainId } from './random-ids.ts';
import type { RouterOf } from './routers.ts';
import { rememberSecrets, type SecretOf } from './secrets.ts';

/** What bot and worker are made of. */
export interface Wiring {
  readonly config: Config;
  /** What local commands may see of this process's environment. */
  readonly commandEnvironment: Readonly<Record<string, string>>;
  /** Looks up a secret that belay.yml refers to. */
  readonly secretOf: SecretOf;
  /** The console's address as people type it; null when nobody said it. */
  readonly publicUrl: string | null;
  readonly clock: () => Instant;
  readonly log: Logger;
  readonly store: Store;
  readonly queue: Queue;
  readonly routerOf: RouterOf;
}

/** Puts bot and worker together: everything gets the narrow slice that it needs. */
export function wire(wiring: Wiring) {
  const remembered = rememberSecrets(wiring.secretOf);
  const parts = { ...wiring, secretOf: remembered.secretOf };
  const { config, clock, store, queue, routerOf, log } = parts;
  const findStable = createFindStable(config, store);
  const personName = (id: PersonId) => config.people.find((person) => person.id === id)?.name ?? id;
  const written = createLedger({ store, queue, personName, log });
  const lastKnown = createLastKnown(store, written, log);
  const ledger = remembering(written, lastKnown);
  const measureBudget = createMeasureBudget({ fetch, sources: metricSources(config, parts.secretOf) });
  const budgets = createBudgets({ config, measure: measureBudget, levels: store.budgets, clock });
  const standstill = openStandstill({ ...parts, ledger });
  const speakers = config.people.map(({ id, name, roles }) => ({ person: id, name, roles }));
  const access = config.access;
  const moveTraffic = createMoveTraffic(({ plan }) => routerOf(plan.routing));
  const moveBlindly = createMoveBlindly(({ plan }) => routerOf(plan.routing));
  const moveNow = async (rollout: Rollout): Promise<string | null> => {
    const found = await moveTraffic(rollout);
    return found?.kind === 'route-refused' ? found.sentence : null;
  };
  const takeBack = createTakeBackBlindly({ ledger, moveBlindly, answers: lastKnown.answers, log });
  const blind = { ...lastKnown, takeBack: takeBack.order };
  const draftDocument = openDrafting({ ...parts, model: config.model });
  const places = openPlaces(parts);
  const memberships = openMemberships({
    ...parts,
    githubOf: ({ name }) => places.githubOf(name).client,
  });
  const roles = createHeldRoles({ config, memberships, delegations: store.delegations, clock, log });
  const outside = createOutsideRoles(config, roles);
  const cards = createCards(
    config.access,
    speakers,
    personName,
    ({ plan }) => routerOf(plan.routing),
    outside,
  );
  const redact = createRedact(remembered.known);
  const readTexts = createReadChangeTexts(createDescribeChange(githubInCharge(config, places), log), redact);
  const verify = createVerify({
    ledger,
    documents: store.documents,
    leases: store.leases,
    run: createRunScript({ clock }),
    database: () => {
      const { database } = config.documents;
      return database === null ? null : parts.secretOf(database);
    },
    newHolder: randomUUID,
    clock,
    log,
  });
  const migrations = openMigrations();
  const deliveries = createDeliveries(store);
  const desk: Desk = {
    config,
    access,
    ledger,
    store,
    findStable,
    budgets,
    ...standstill,
    deliveries,
    roles,
    cards,
    runProbe,
    newRolloutId,
    newTrainId,
    moveNow,
    blind,
    verify,
    draftDocument,
    migrations,
    repositoriesOf: (repository) => {
      const client = githubInCharge(config, places)(repository);
      return client === null ? null : createGithubRepositories(client);
    },
    readTexts,
    redact,
    findChange: createFindChange(githubInCharge(config, places), log),
  };
  const speak = createSpeak({ commands, desk, clock, newErrorId, log });
  const specs = commands.map(({ spec }) => spec);
  const answerOnce = createAnswerOnce({ inbox: store.inbox, speak, specs, clock, log });
  const knownTokens = createKnowTokens(store.tokens, clock, log);
  const killSwitch = createKillSwitch(desk, clock);
  const changes = createChanges(store.messages, consoleOf(config), log);
  const hasten = createHasten({ store, queue, clock, log });
  const drawChart = createDrawChart();
  const drawPdf = createDrawPdf();
  const printPaper = createPrintPaper({
    ledger,
    documents: store.documents,
    events: store,
    drawChart,
    drawPdf,
    log,
  });
  const jobs = wireJobs(parts, {
    ledger,
    standstill,
    findStable,
    budgets,
    cards,
    outside,
    personName,
    moveTraffic,
    placeOf: places.placeOf,
    drawChart,
    drawPdf,
    draftDocument,
    verify,
    redact,
    readTexts,
    readCi: createReadGithubCi(githubInCharge(config, places), log),
  });
  const guard = {
    ...jobs.advance,
    lastKnown,
    moveBlindly,
    advance: (id: RolloutId) => advance(jobs.advance, id, true),
  };
  const slots = config.slots.map(({ service, environment, plan }) => ({
    service,
    environment,
    routing: plan.routing,
  }));
  const watchBudgets = {
    slots: config.slots.filter((slot) => gatingOf(config, slot).length > 0),
    budgets,
    ledger,
    index: store,
    leases: store.leases,
    holder: randomUUID(),
    clock,
    log,
  };
  const keepStable = { slots, index: store, findStable, routerOf, log };
  return {
    access,
    places,
    ledger,
    cards,
    personName,
    speak,
    draftDocument,
    migrations,
    readTexts,
    answerOnce,
    knownTokens,
    killSwitch,
    roles,
    deliveries,
    changes,
    hasten,
    printPaper,
    jobs,
    keepStable,
    heartbeat: heartbeatOf(parts),
    watchBudgets,
    lastKnown,
    guard,
    takeBack,
  };
}

interface Shared {
  readonly redact: Redact;
  readonly ledger: ReturnType<typeof createLedger>;
  readonly standstill: Standstill;
  readonly findStable: ReturnType<typeof createFindStable>;
  readonly budgets: Budgets;
  readonly cards: ReturnType<typeof createCards>;
  readonly outside: OutsideRoles;
  readonly personName: (id: PersonId) => string;
  readonly moveTraffic: MoveTraffic;
  readonly placeOf: Places['placeOf'];
  readonly drawChart: DrawChart;
  readonly drawPdf: DrawPdf;
  readonly verify: Verify;
  readonly draftDocument: DraftDocument;
  readonly readTexts: ReadChangeTexts;
  readonly readCi: ReadCi;
}

function wireJobs(
  { config, store, queue, routerOf, clock, log, commandEnvironment, secretOf }: Wiring,
  shared: Shared,
) {
  const { ledger, findStable, cards, personName, moveTraffic, placeOf } = shared;
  const saying = {
    ledger,
    events: store,
    outbox: store,
    troubles: createTroubles(log, clock),
    documents: store.documents,
    drawChart: shared.drawChart,
    drawPdf: shared.drawPdf,
    pdf: config.documents.pdf,
    cards,
    learnHolders: shared.outside.learn,
    clock,
    log,
  };
  const lanes = {
    leases: store.leases,
    queue,
    newHolder: randomUUID,
    resting: new Map<PlaceName, Instant>(),
  };
  const asking = { fetch, sources: metricSources(config, secretOf) };
  const run = createLocalCommand({ directory: process.cwd(), environment: commandEnvironment, clock });
  return {
    advance: {
      ledger,
      index: store,
      queue,
      findSlot: createFindSlot(store, findStable, shared.budgets),
      moveTraffic,
      evaluate: createEvaluate({
        routerOf: ({ plan }) => routerOf(plan.routing),
        log,
        runProbe,
        measure: createMeasureMetrics(asking),
        measureTotals: createMeasureTotals(asking),
        measureReported: createReportedMetrics(store.signals),
      }),
      watchCi: createWatchCi(shared.readCi),
      followTrain: createFollowTrain({ ledger, index: store, findStable, runProbe }),
      findBlocks: createFindBlocks(
        [...blockSources(shared.standstill, { config, store }, personName), createTrainBlocks(ledger)],
        log,
      ),
      unwritten: createUnwritten(),
      clock,
      log,
    },
    step: { ledger, leases: store.leases, run, newHolder: () => randomUUID(), clock },
    draft: {
      ledger,
      documents: store.documents,
      outbox: store,
      leases: store.leases,
      queue,
      write: createWriteDocument({
        events: store,
        draftDocument: shared.draftDocument,
        verify: shared.verify,
        readTexts: shared.readTexts,
        personName,
        clock,
        log,
      }),
      procedure: createTakeProcedure({
        ledger,
        events: store,
        outbox: store,
        queue,
        documents: store.documents,
        run,
        redact: shared.redact,
        placeOf,
        personName,
        clock,
        log,
      }),
      newHolder: randomUUID,
      clock,
      log,
    },
    deliver: {
      ...saying,
      queue,
      placeOf,
      lanes: createLanes((lane, signal) => deliverInOrder({ ...saying, ...lanes }, lane, signal)),
    },
  };
}

/** @throws Failure secret-missing */
function heartbeatOf({ config, secretOf, store, queue, clock, log }: Wiring): HeartbeatParts | null {
  if (config.heartbeat === null) return null;
  const { every } = config.heartbeat;
  const url = secretOf(config.heartbeat.url);
  const { leases } = store;
  return { every, beat: () => beat(url), index: store, queue, leases, holder: randomUUID(), clock, log };
}

/** The page shows one console place; without one it still shows cards, but learns of changes only when it asks. */
function consoleOf(config: Config): PlaceName {
  return config.places.find(({ kind }) => kind === 'console')?.name ?? ('console' as PlaceName);
}
