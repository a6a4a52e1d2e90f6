import { randomUUID } from 'node:crypto';
import type { HeartbeatParts } from '../../handlers/jobs/heartbeat.ts';
import { beat } from '../adapters/place/pager/heartbeat.ts';
import { type Budgets, gatingOf } from '../ledger/budgets.ts';
import type { FindStable } from '../ledger/find-stable.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Wiring } from './wiring.ts';

interface Parts
  extends Pick<Wiring, 'config' | 'secretOf' | 'store' | 'queue' | 'routerOf' | 'clock' | 'log'> {
  readonly ledger: Ledger;
  readonly findStable: FindStable;
  readonly budgets: Budgets;
}

/** What a worker looks at again and again, whether anything is released or not. @throws Failure secret-missing */
export function openWatches(parts: Parts) {
  const { config, store, routerOf, clock, log, ledger, findStable, budgets } = parts;
  return {
    keepStable: {
      slots: config.slots.map(({ service, environment, plan }) => ({
        service,
        environment,
        routing: plan.routing,
      })),
      index: store,
      findStable,
      routerOf,
      log,
    },
    watchBudgets: {
      slots: config.slots.filter((slot) => gatingOf(config, slot).length > 0),
      budgets,
      ledger,
      index: store,
      leases: store.leases,
      holder: randomUUID(),
      clock,
      log,
    },
    heartbeat: heartbeatOf(parts),
  };
}

function heartbeatOf({ config, secretOf, store, queue, clock, log }: Parts): HeartbeatParts | null {
  if (config.heartbeat === null) return null;
  const { every } = config.heartbeat;
  const url = secretOf(config.heartbeat.url);
  const { leases } = store;
  return { every, beat: () => beat(url), index: store, queue, leases, holder: randomUUID(), clock, log };
}
