import type pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { auditCases } from './store-audit.ts';
import { batchCases } from './store-batches.ts';
import { delegationCases } from './store-delegations.ts';
import { eventCases } from './store-events.ts';
import { hostedCases } from './store-hosted.ts';
import { outboxCases } from './store-outbox.ts';
import { placeCases } from './store-places.ts';
import { signalCases } from './store-signals.ts';
import { tokenCases } from './store-tokens.ts';

export interface OpenedStore extends AsyncDisposable {
  readonly store: Store;
  /** For tampering: connected as somebody who may do everything. */
  readonly pool: pg.Pool;
}

/** What every store does, on whatever PostgreSQL it stands. */
export function storeContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`a store on ${name}`, () => {
    let opened: OpenedStore | null = null;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.[Symbol.asyncDispose]();
    });
    const it = (): OpenedStore => {
      if (opened === null) throw new TypeError('the store is not open');
      return opened;
    };

    eventCases(it);
    batchCases(it);
    outboxCases(it);
    hostedCases(it);
    delegationCases(it);
    auditCases(it);
    signalCases(it);
    placeCases(it);
    tokenCases(it);
  });
}
