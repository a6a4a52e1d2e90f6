import { refuseAccess } from '../../src/core/access/access.ts';
import type { Card } from '../../src/core/card/card.ts';
import { seenMembers, trainCard } from '../../src/core/card/train-card.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { companionsOf } from '../../src/ledger/train-members.ts';
import type { RolloutRow } from '../../src/ports/store.ts';
import type { Call, Desk } from '../command.ts';

/** The one card of a rollout's train, or the rollout's own when it goes alone. */
export async function cardOfTrain(
  desk: Pick<Desk, 'ledger' | 'cards'>,
  lead: Rollout,
  now: number,
): Promise<Card> {
  const members = await companionsOf(desk.ledger, lead);
  const card = desk.cards(lead, now, members);
  return trainCard(
    card,
    seenMembers(members, (rollout) => desk.cards(rollout, now)),
  );
}

/** Whether the speaker may see every one of these. */
export function maySee(
  { speaker }: Call,
  { access }: Pick<Desk, 'access'>,
  rows: readonly RolloutRow[],
): boolean {
  return rows.every(
    ({ environment, service }) => refuseAccess(access, speaker, 'status', environment, service) === null,
  );
}
