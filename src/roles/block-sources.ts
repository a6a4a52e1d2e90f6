import type { BlockSource } from '../../handlers/jobs/find-blocks.ts';
import {
  createFreezeBlocks,
  createIncidentBlocks,
  createOrderBlocks,
} from '../../handlers/jobs/freeze-blocks.ts';
import { createLockBlocks } from '../../handlers/jobs/lock-blocks.ts';
import { noticeBlocks } from '../../handlers/jobs/notice-blocks.ts';
import { createRequirementBlocks, staffedBlocks } from '../../handlers/jobs/stage-blocks.ts';
import { createFetchCalendar } from '../adapters/calendar/fetch-calendar.ts';
import type { Config } from '../config/config.ts';
import type { PersonName } from '../core/card/names.ts';
import { createCalendars } from '../ledger/calendars.ts';
import { createFreezes, type Freezes } from '../ledger/freezes.ts';
import { createIncidents, type Incidents, incidentSources } from '../ledger/incidents.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { SecretOf } from './secrets.ts';

interface Parts {
  readonly config: Config;
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'load'>;
  readonly secretOf: SecretOf;
  readonly log: Log;
}

export interface Standstill {
  readonly freezes: Freezes;
  readonly incidents: Incidents;
}

/** What is frozen, and which incidents are open. */
export function openStandstill({ config, store, ledger, secretOf, log }: Parts): Standstill {
  const calendars = createCalendars({ fetch: createFetchCalendar(), secretOf, log });
  return {
    freezes: createFreezes({ config, orders: store.freezes, calendars }),
    incidents: createIncidents({ config, signals: store.signals, index: store, ledger }),
  };
}

/** What can keep a rollout from going forward besides its train. */
export function blockSources(
  { freezes, incidents }: Standstill,
  { config, store }: Pick<Parts, 'config' | 'store'>,
  personName: PersonName,
): readonly BlockSource[] {
  return [
    createFreezeBlocks(freezes),
    createOrderBlocks(freezes, personName),
    createIncidentBlocks(incidents),
    staffedBlocks,
    noticeBlocks,
    createRequirementBlocks(store.signals, incidentSources(config)),
    createLockBlocks(store, personName),
  ];
}
