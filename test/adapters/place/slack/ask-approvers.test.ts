import { describe, expect, it } from 'vitest';
import { aCard, anApprovedCard, aWaitingCard } from '../../../render/slack/a-card.ts';
import { textOf } from '../../../render/slack/limits.ts';
import { cardKey, onSlack } from './on-slack.ts';

const ada = 'D0ADA';
const jonas = 'D0JONAS';

/** Ada has said yes; Jonas is still asked. */
function afterAda() {
  const card = aWaitingCard();
  const { approval } = card;
  if (approval === null) return card;
  const given = [...approval.given, { person: 'Ada Lovelace', at: 1_800_000_000_000 }];
  return { ...card, approval: { ...approval, needed: 3, given, eligible: approval.eligible.slice(1) } };
}

describe('approvers on Slack', () => {
  it('are each asked once by direct message, with what is approved and the buttons', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aWaitingCard());
    await on.another().card(cardKey, aWaitingCard());
    for (const direct of [ada, jonas]) {
      const [asked, ...others] = on.shown(direct);
      expect(others).toEqual([]);
      expect(textOf(asked?.blocks)).toContain('Approve checkout v2.3.0 for production?');
      expect(JSON.stringify(asked?.blocks)).toContain('approve r-0123456789 --gate 1');
    }
  });

  it('are not asked twice when an answer was lost', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    on.later(2000);
    on.slack.faults.next('chat.postMessage', { kind: 'answer-lost' });
    await expect(on.place.card(cardKey, aWaitingCard())).rejects.toMatchObject({ code: 'place-unreachable' });
    await on.place.card(cardKey, aWaitingCard());
    expect([on.shown(ada).length, on.shown(jonas).length]).toEqual([1, 1]);
  });

  it('lose the buttons once they have answered, and see who else has', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aWaitingCard());
    on.later(2000);
    await on.place.card(cardKey, afterAda());
    expect(JSON.stringify(on.shown(ada)[0]?.blocks)).not.toContain('"button"');
    expect(JSON.stringify(on.shown(jonas)[0]?.blocks)).toContain('"button"');
    expect(textOf(on.shown(jonas)[0]?.blocks)).toContain('Ada Lovelace');
  });

  it('see who decided and when, without buttons, once it is decided', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aWaitingCard());
    on.later(2000);
    await on.place.card(cardKey, anApprovedCard());
    await on.place.card(cardKey, anApprovedCard());
    for (const direct of [ada, jonas]) {
      const [decided] = on.shown(direct);
      expect(decided?.edits).toBe(1);
      expect(textOf(decided?.blocks)).toMatch(/half approved by Mira.*Ada Lovelace/);
      expect(JSON.stringify(decided?.blocks)).not.toContain('"button"');
    }
  });

  it('are asked although the card itself has to wait for its next edit', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    await expect(on.place.card(cardKey, aWaitingCard())).rejects.toMatchObject({ code: 'place-paced' });
    expect(on.shown(ada)).toHaveLength(1);
  });

  it('keep nobody else from being asked when one of them cannot be', async () => {
    await using on = await onSlack();
    on.slack.faults.next('conversations.open', { kind: 'error', error: 'user_disabled' });
    await on.place.card(cardKey, aWaitingCard());
    await on.place.card(cardKey, aWaitingCard());
    expect([on.shown(ada).length, on.shown(jonas).length]).toEqual([0, 1]);
    expect(on.calls('conversations.open')).toBe(2);
    expect(on.log.lines.join()).toContain('could not be told');
  });

  it('who have no Slack account are left to the card', async () => {
    await using on = await onSlack({ userOf: () => null });
    await on.place.card(cardKey, aWaitingCard());
    expect(on.calls('conversations.open')).toBe(0);
  });
});
