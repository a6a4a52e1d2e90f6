import { checklist } from '../../src/core/documents/checklist.ts';
import { report } from '../../src/core/documents/report.ts';
import type { PersonId } from '../../src/core/ids.ts';
import type { Instant } from '../../src/core/time.ts';
import type { AuditLog, EventStore } from '../../src/ports/store.ts';
import type { WriteDocument } from './draft.ts';

export interface WriteParts {
  readonly events: Pick<EventStore, 'events'> & Pick<AuditLog, 'head'>;
  readonly personName: (id: PersonId) => string;
  readonly clock: () => Instant;
}

export function createWriteDocument({ events, personName, clock }: WriteParts): WriteDocument {
  return async function* write(rollout, { document }) {
    if (document === 'checklist') yield checklist(rollout, clock());
    if (document === 'report')
      yield report(rollout, await events.events(rollout.id), personName, await events.head());
  };
}
