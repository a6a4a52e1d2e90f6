import { describe, expect, it } from 'vitest';
import type { Card } from '../../../src/core/card/card.ts';
import { renderCard } from '../../../src/core/card/render-card.ts';
import { seenMembers, trainCard } from '../../../src/core/card/train-card.ts';
import { trainPart } from '../../../src/core/card/train-part.ts';
import { trainRemarks } from '../../../src/core/card/train-remarks.ts';
import { PlaceName, RolloutId, ServiceName, Sha256 } from '../../../src/core/ids.ts';
import type { Phase, Rollout } from '../../../src/core/rollout/state.ts';
import { type Coach, TrainId } from '../../../src/core/trains/coach.ts';
import type { Member } from '../../../src/core/trains/members.ts';
import { hasOwnCard, tellTrain } from '../../../src/core/trains/tell-train.ts';
import { aPlan } from '../../builders/plan.ts';
import { aRollout, noon } from '../../builders/rollout.ts';

const services = ['db', 'api', 'web'];
const idOf = (index: number) => RolloutId.parse(`r-000000000${index}`);
const coach = (position: number): Coach => ({
  ...{ train: TrainId.parse('t-0123456789'), name: 'town', position, positions: 3, lead: idOf(0) },
  members: services.map((service, index) => ({ rollout: idOf(index), service, position: index })),
  ...{ onFailure: 'roll_back_all', approval: 'one', follows: 'completion' },
  digest: Sha256.parse('0'.repeat(64)),
});

function rollout(index: number, phase: Phase, more: Partial<Rollout> = {}): Rollout {
  const plan = aPlan({ service: ServiceName.parse(services[index]) });
  return aRollout({ id: idOf(index), plan, phase, train: coach(index), ...more });
}

function membersOf(rollouts: readonly (Rollout | null | 'unreadable')[]): readonly Member[] {
  return rollouts.map((one, index) => ({
    ...{ id: idOf(index), service: services[index] ?? '', position: index, rollout: one },
  }));
}

function cardOf(one: Rollout, members: readonly Member[]): Card {
  const context = { now: noon, personName: String, undoByHand: [], approversOf: () => [] };
  const train = trainPart(one, members);
  return { ...renderCard(one, context), ...(train === null ? {} : { train }) };
}

/** The one card of a train of which these are the rollouts. */
function cardOfTrain(rollouts: readonly Rollout[]): Card {
  const members = membersOf(rollouts);
  const [lead] = rollouts;
  if (lead === undefined) throw new Error('a train has a first rollout');
  return trainCard(
    cardOf(lead, members),
    seenMembers(members, (one) => cardOf(one, members)),
  );
}

const completed: Phase = { kind: 'completed', since: noon, keptUntil: noon + 60_000, kept: true };
const observing: Phase = { kind: 'observing', since: noon, stage: 0, endsAt: noon + 5000, extensions: 0 };
const queued: Phase = { kind: 'queued', since: noon, behind: null };
const back = (cause: 'trigger' | 'train'): Phase => ({
  kind: 'rolled-back',
  since: noon,
  reached: 0,
  cause:
    cause === 'train'
      ? { kind: 'train', failed: idOf(1), sentence: 'api went back' }
      : { kind: 'trigger', check: 'errors', sentence: 'errors 9 % break 5 %' },
});

describe('the card of a train', () => {
  it('names every service, shows the one that moves, and says who waits for whom', () => {
    const card = cardOfTrain([rollout(0, completed), rollout(1, observing), rollout(2, queued)]);
    expect(card.title).toBe('town: db v2, api v2, web v2 → production');
    expect(card).toMatchObject({ rollout: idOf(0), phase: 'observing', tone: 'moving', over: false });
    expect(card.now.sentence).toMatch(/^api: /);
    expect(card.train?.members.map(({ phase, waits }) => [phase, waits])).toEqual([
      ['completed', null],
      ['observing', null],
      ['queued', 'api to complete (it is at 5 %)'],
    ]);
    expect(trainRemarks(card).map(({ label }) => label)).toEqual(['Train', 'db v2', 'api v2', 'web v2']);
    expect(card.actions.map(({ command }) => command)).toEqual(
      expect.arrayContaining(['rollback t-0123456789', 'pause t-0123456789', `promote ${idOf(1)} --stage 1`]),
    );
  });

  it('is completed when all are, and grows with every event of any of them', () => {
    const card = cardOfTrain([0, 1, 2].map((index) => rollout(index, completed, { seq: 10 + index })));
    expect(card).toMatchObject({ phase: 'completed', tone: 'good', over: true, seq: 33 });
    expect(card.now.sentence).toBe('All 3 services have completed.');
  });

  it('says what is not back yet while it goes back, and that it is rolled back once all are', () => {
    const going = cardOfTrain([
      rollout(0, completed),
      rollout(1, back('trigger')),
      rollout(2, back('train')),
    ]);
    expect(going).toMatchObject({ phase: 'partly rolled back', tone: 'bad' });
    expect(going.now.sentence).toContain('Not back: db.');
    const gone = cardOfTrain([
      rollout(0, back('train')),
      rollout(1, back('trigger')),
      rollout(2, back('train')),
    ]);
    expect(gone).toMatchObject({ phase: 'rolled back', over: true });
    expect(gone.now.sentence).toMatch(/^api: /);
  });

  it('shows rollouts of which nothing is known as what they are', () => {
    const lead = rollout(0, queued);
    const part = trainPart(lead, membersOf([lead, null, 'unreadable']));
    expect(part?.members.map(({ phase }) => phase)).toEqual([
      'queued',
      'not asked for yet',
      'cannot be read',
    ]);
    expect(part?.members[0]?.waits).toContain('not complete yet');
  });
});

describe('what is said of a rollout in a train', () => {
  const place = PlaceName.parse('slack');

  it('stands in the thread of the lead, whose card is rendered with it', () => {
    const web = rollout(2, queued);
    const line = { kind: 'line', rollout: web.id, place, text: 'It starts.' } as const;
    const card = { kind: 'card', rollout: web.id, place } as const;
    const told = tellTrain(web, [
      { key: 'card/own', item: card },
      { key: 'line/own', item: line },
    ]);
    expect(told).toEqual([
      { key: `card/${idOf(0)}/slack`, item: { ...card, rollout: idOf(0) } },
      { key: 'card/own', item: card },
      { key: 'line/own', item: { ...line, rollout: idOf(0), text: 'web: It starts.' } },
    ]);
  });

  it('has a card of its own only once it asks people, for a vote belongs to one request', () => {
    expect(hasOwnCard(rollout(2, queued))).toBe(false);
    expect(hasOwnCard(rollout(2, queued, { gates: 1 }))).toBe(true);
    expect(hasOwnCard(rollout(0, queued))).toBe(true);
    expect(hasOwnCard(aRollout())).toBe(true);
  });
});
