import { randomUUID } from 'node:crypto';
import { deliverInOrder } from '../../handlers/jobs/deliver-in-order.ts';
import { createEvaluate } from '../../handlers/jobs/evaluate.ts';
import { createFindBlocks } from '../../handlers/jobs/find-blocks.ts';
import { createFindSlot } from '../../handlers/jobs/find-slot.ts';
import { createFollowTrain } from '../../handlers/jobs/follow-train.ts';
import { createLanes } from '../../handlers/jobs/lanes.ts';
import type { MoveTraffic } from '../../handlers/jobs/move-traffic.ts';
import { createTakeProcedure } from '../../handlers/jobs/procedure.ts';
import { createTrainBlocks } from '../../handlers/jobs/train-blocks.ts';
import { createTroubles } from '../../handlers/jobs/troubles.ts';
import { createUnwritten } from '../../handlers/jobs/unwritten.ts';
import { createWatchCi } from '../../handlers/jobs/watch-ci.ts';
import { createWriteDocument } from '../../handlers/jobs/write-document.ts';
import { createMeasureMetrics } from '../adapters/metrics/measure-metrics.ts';
import { createMeasureTotals } from '../adapters/metrics/measure-totals.ts';
import { runProbe } from '../adapters/metrics/probes.ts';
import { createReportedMetrics } from '../adapters/metrics/reported.ts';
import { createLocalCommand } from '../adapters/workload/local-command.ts';
import type { PlaceName } from '../core/ids.ts';
import type { Instant } from '../core/time.ts';
import type { Budgets } from '../ledger/budgets.ts';
import type { Cards } from '../ledger/cards.ts';
import type { FindStable } from '../ledger/find-stable.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { blockSources, type Standstill } from './block-sources.ts';
import type { CodeHosts } from './code-hosts.ts';
import { metricSources } from './metric-sources.ts';
import type { Papers } from './papers.ts';
import type { People } from './people.ts';
import type { Places } from './places.ts';
import type { Wiring } from './wiring.ts';

interface Parts extends Omit<Wiring, 'publicUrl'>, Papers, Pick<People, 'outside' | 'personName'> {
  readonly ledger: Ledger;
  readonly standstill: Standstill;
  readonly findStable: FindStable;
  readonly budgets: Budgets;
  readonly cards: Cards;
  readonly moveTraffic: MoveTraffic;
  readonly placeOf: Places['placeOf'];
  readonly readCi: CodeHosts['readCi'];
}

/** What workers take from the queue. */
export function openJobs(parts: Parts) {
  const { config, store, queue, routerOf, clock, log, ledger, findStable, personName, placeOf } = parts;
  const { documents, leases } = store;
  const saying = {
    ledger,
    events: store,
    outbox: store,
    troubles: createTroubles(log, clock),
    documents,
    drawChart: parts.drawChart,
    drawPdf: parts.drawPdf,
    pdf: config.documents.pdf,
    cards: parts.cards,
    learnHolders: parts.outside.learn,
    clock,
    log,
  };
  const lanes = { leases, queue, newHolder: randomUUID, resting: new Map<PlaceName, Instant>() };
  const asking = { fetch, sources: metricSources(config, parts.secretOf) };
  const environment = parts.commandEnvironment;
  const run = createLocalCommand({ directory: process.cwd(), environment, clock });
  return {
    advance: {
      ledger,
      index: store,
      queue,
      findSlot: createFindSlot(store, findStable, parts.budgets),
      moveTraffic: parts.moveTraffic,
      evaluate: createEvaluate({
        routerOf: ({ plan }) => routerOf(plan.routing),
        log,
        runProbe,
        measure: createMeasureMetrics(asking),
        measureTotals: createMeasureTotals(asking),
        measureReported: createReportedMetrics(store.signals),
      }),
      watchCi: createWatchCi(parts.readCi),
      followTrain: createFollowTrain({ ledger, index: store, findStable, runProbe }),
      findBlocks: createFindBlocks(
        [...blockSources(parts.standstill, { config, store }, personName), createTrainBlocks(ledger)],
        log,
      ),
      unwritten: createUnwritten(),
      clock,
      log,
    },
    step: { ledger, leases, run, newHolder: () => randomUUID(), clock },
    draft: {
      ledger,
      documents,
      outbox: store,
      leases,
      queue,
      write: createWriteDocument({ ...parts, events: store }),
      procedure: createTakeProcedure({ ...parts, events: store, outbox: store, documents, run }),
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
