import { type Access, refuseAccess, type Speaker } from '../core/access/access.ts';
import { type ItemKind, type OpenItem, openItems } from '../core/rollout/open-items.ts';
import type { RolloutIndex } from '../ports/store.ts';
import type { Ledger } from './ledger.ts';
import { loadReadable } from './load-readable.ts';

export interface FindOpenItemsParts {
  readonly access: Access;
  readonly ledger: Pick<Ledger, 'load'>;
  readonly index: Pick<RolloutIndex, 'recent'>;
}

const lookedThrough = 50;
/** While somebody types; more are not shown anyway. */
const most = 10;

const verbs = { boxes: 'tick', tasks: 'done' } as const;

/** What the speaker could tick or call done now, of the newest rollouts. */
export async function findOpenItems(
  { access, ledger, index }: FindOpenItemsParts,
  kind: ItemKind,
  speaker: Speaker,
): Promise<readonly OpenItem[]> {
  const rows = await index.recent({}, lookedThrough);
  const asked = rows
    .filter(({ open, phase }) => (kind === 'boxes' ? open : phase === 'rolled-back'))
    .filter(
      ({ environment, service }) => refuseAccess(access, speaker, verbs[kind], environment, service) === null,
    )
    .slice(0, most);
  const loaded = await Promise.all(asked.map(({ id }) => loadReadable(ledger, id)));
  return loaded.flatMap((one) => (one === null || one === 'unreadable' ? [] : openItems(one, kind)));
}
