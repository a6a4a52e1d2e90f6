import type { Card } from '../../src/core/card/card.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { TrainId } from '../../src/core/trains/coach.ts';
import { loadReadable } from '../../src/ledger/load-readable.ts';
import type { Call, Desk } from '../command.ts';
import { cardOfTrain, maySee } from './train-card.ts';

/** So many rollouts are looked through for trains. */
const among = 100;

/** Trains of which something is under way. @param named those with this name or id alone; all when empty */
export async function trainsUnderWay(call: Call, desk: Desk, named: string): Promise<Reply> {
  const rows = await desk.store.recent({}, among);
  const live = rows.filter(({ owns, phase }) => owns || phase === 'queued' || phase === 'waiting');
  const ids = [...new Set(live.flatMap(({ train }) => train ?? []))];
  const found = await Promise.all(ids.map((id) => shown(call, desk, id)));
  const cards = found
    .filter((card) => card !== null)
    .filter(({ train }) => named === '' || train?.name === named || train?.id === named);
  if (cards.length === 0) {
    const whose = named === '' ? '' : ` called ${named.replaceAll('`', "'").slice(0, 60)}`;
    const sentence = `No train${whose} is under way. Type \`status\` to see single rollouts.`;
    return { kind: 'cards', sentence, cards: [], past: true };
  }
  const count = cards.length === 1 ? '1 train is' : `${cards.length} trains are`;
  return { kind: 'cards', sentence: `${count} under way.`, cards };
}

async function shown(call: Call, desk: Desk, id: TrainId): Promise<Card | null> {
  const rows = await desk.store.inTrain(id);
  if (!maySee(call, desk, rows)) return null;
  for (const row of rows) {
    const rollout = await loadReadable(desk.ledger, row.id);
    if (rollout === null || rollout === 'unreadable' || rollout.train?.lead !== rollout.id) continue;
    return cardOfTrain(desk, rollout, call.now);
  }
  return null;
}
