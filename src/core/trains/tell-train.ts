import type { PlaceName, RolloutId } from '../ids.ts';
import type { Announcement, OutboxItem } from '../notify/announcement.ts';
import type { Rollout } from '../rollout/state.ts';

/** What is said of one rollout of a train is said in the train's thread, and the train's card is rendered with it. */
export function tellTrain(rollout: Rollout, said: readonly Announcement[]): Announcement[] {
  const { train, id, plan } = rollout;
  if (train === null || train.lead === id) return [...said];
  return said.flatMap((one): Announcement[] => {
    const { key, item } = one;
    switch (item.kind) {
      case 'card':
        return [leadCard(train.lead, item.place), one];
      case 'line':
        return [{ key, item: inThread(item, train.lead, plan.service) }];
      default:
        return [one];
    }
  });
}

function leadCard(lead: RolloutId, place: PlaceName): Announcement {
  return { key: `card/${lead}/${place}`, item: { kind: 'card', rollout: lead, place } };
}

function inThread(
  line: Extract<OutboxItem, { kind: 'line' }>,
  lead: RolloutId,
  service: string,
): Extract<OutboxItem, { kind: 'line' }> {
  return { ...line, rollout: lead, text: `${service}: ${line.text}` };
}

/** Where a rollout is spoken of: in a train, under the one card of the train. */
export function threadOf({ id, train }: Pick<Rollout, 'id' | 'train'>): RolloutId {
  return train?.lead ?? id;
}

/** A request for approval needs a card of its own, because a vote belongs to one request of one rollout. */
export function hasOwnCard({ id, train, gates }: Pick<Rollout, 'id' | 'train' | 'gates'>): boolean {
  return train === null || train.lead === id || gates > 0;
}
