import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cardMessage } from '../../../src/render/discord/card.ts';
import { now } from '../../handlers/cli/example-card.ts';
import { aCard } from './a-card.ts';
import { arbitraryCard } from './arbitrary-card.ts';
import { liveIn, withoutCode } from './live.ts';
import { measure, tooMuch } from './measure.ts';

const text = (card: ReturnType<typeof aCard>) => measure(cardMessage(card)).text.join('\n');

test('no card is more than Discord takes, and none pings', () => {
  fc.assert(
    fc.property(arbitraryCard, (card) => {
      const message = cardMessage(card);
      expect(tooMuch(message)).toEqual([]);
      expect(message.body.allowed_mentions).toEqual({ parse: [] });
    }),
    { numRuns: 25 },
  );
});

test('nothing that was typed is live in a card', () => {
  fc.assert(
    fc.property(arbitraryCard, (card) => {
      expect(liveIn(withoutOurs(measure(cardMessage(card)).text.join('\n')))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

/** What the card itself formats: headings, emphasis, small print, quotes, times. */
function withoutOurs(markdown: string): string {
  return withoutCode(markdown)
    .replace(/^(?:### |-# |> )/gm, '')
    .replace(/\\[^0-9A-Za-z\s]/g, '·')
    .replaceAll('**', '')
    .replace(/\[([^[\]\n]*)\]\(<https:\/\/metrics\.example\/\?q*>\)/g, '$1')
    .replace(/<t:\d+:[Rf]>/g, '');
}

const page = 'https://metrics.example/?q';

test('the name of a check leads to where its value can be looked up, and costs no line', () => {
  const linked = aCard({ checks: aCard().checks.map((check) => ({ ...check, link: page })) });
  expect(text(linked)).toContain(`🟡 [memory](<${page}>) **82 %**`);
  expect(text(linked).split('\n')).toHaveLength(text(aCard()).split('\n').length);
});

test('long addresses go before anything that is said does', () => {
  const address = `${page}${'q'.repeat(1500)}`;
  const linked = aCard({ checks: aCard().checks.map((check) => ({ ...check, link: address })) });
  expect(text(linked)).toContain(`[memory](<${address}>)`);
  expect(text(linked).replaceAll(`[memory](<${address}>)`, 'memory')).toBe(text(aCard()));
});

test('it says what happens, what is next, the stages and the checks', () => {
  const shown = text(aCard());
  expect(shown).toContain('### checkout v2.3.0 → production');
  expect(shown).toContain('🔵 **Observing**');
  expect(shown).toContain(`v2.3.0 serves 5 % and is healthy; all 5 checks pass. <t:${now / 1000 - 120}:R>`);
  expect(shown).toContain('**▶ 5 %**');
  expect(shown).toContain('🟡 memory **82 %**');
  expect(shown).toContain(
    '```\necho "set server shop/canary state maint" | socat stdio /run/haproxy.sock\n```',
  );
  expect(shown).not.toContain('Shortened');
});

test('stages show their names where they say more than the weight, and only those to come ask people', () => {
  const stage = { weight: 5, from: null, to: null, asks: true };
  const stages = [
    { ...stage, label: 'first', state: 'done' },
    { ...stage, label: '25%', weight: 25, state: 'current' },
    { ...stage, label: '', weight: 100, state: 'ahead' },
  ];
  expect(text(aCard({ stages }))).toContain('✅ 5 % first  ›  **▶ 25 % 👥**  ›  100 % 👥');
});

test('buttons carry the commands, and those that want a reason ask for it', () => {
  expect(measure(cardMessage(aCard())).ids).toEqual([
    'run:promote r-0123456789',
    'run:pause r-0123456789',
    'ask:rollback r-0123456789',
  ]);
});

test('a command too long for a button is shown to be typed', () => {
  const actions = [
    {
      label: 'Roll back',
      command: `rollback ${'x'.repeat(120)}`,
      style: 'danger',
      verb: 'rollback',
      wantsReason: false,
    },
  ];
  const message = cardMessage(aCard({ actions }));
  expect(measure(message).ids).toEqual([]);
  expect(measure(message).text.join('\n')).toContain('Roll back: type `/belay rollback xxx');
});

test('an open request says what is approved, who has, who could and until when', () => {
  const approval = {
    gate: 2,
    stage: '25 %',
    towards: '50 % of the traffic',
    needed: 2,
    roles: ['team-lead', 'sre-oncall'],
    given: [{ person: 'Ada', at: now - 60_000 }],
    expiresAt: now + 600_000,
    reason: 'The hold of 25 % is over.',
    eligible: [
      { person: 'bob', name: 'Bob' },
      { person: 'cy', name: 'Cy' },
    ],
  };
  const shown = text(aCard({ approval }));
  expect(shown).toContain('👥 **Approval needed: 1 of 2** by team-lead or sre-oncall');
  expect(shown).toContain(`To leave stage 25 % for 50 % of the traffic, ends <t:${now / 1000 + 600}:R>`);
  expect(shown).toContain(`Given by Ada <t:${now / 1000 - 60}:R>`);
  expect(shown).toContain('Could still approve: Bob and Cy');
});

test('who decided and when stays after the decision', () => {
  const decisions = [
    {
      gate: 1,
      stage: '5 %',
      outcome: 'approved',
      votes: [{ person: 'Ada', at: now }],
      by: null,
      reason: null,
      at: now,
    },
    { gate: 2, stage: '25 %', outcome: 'rejected', votes: [], by: 'Bob', reason: 'cost @everyone', at: now },
  ];
  const shown = text(aCard({ decisions }));
  expect(shown).toContain(
    `✅ Gate 1 (stage 5 %) approved <t:${now / 1000}:f>, approvals by Ada <t:${now / 1000}:R>`,
  );
  expect(shown).toContain(
    `⛔ Gate 2 (stage 25 %) rejected by Bob <t:${now / 1000}:f>: “cost @\u200beveryone”`,
  );
});

test('a card that is too long keeps what matters and says where the rest is', () => {
  const check = {
    label: 'error-rate',
    value: '9 %',
    stable: '',
    rule: 'error-rate > 5%',
    tone: 'good',
    sentence: 'fine',
  };
  const bad = { ...check, label: 'memory', tone: 'bad', sentence: 'memory is full' };
  const shown = text(aCard({ checks: [...Array.from({ length: 80 }, () => check), bad] }));
  expect(shown).toContain('memory is full');
  expect(shown).toContain('and 80 checks without trouble');
  expect(shown).toContain('Shortened to fit. Everything: type `/belay status r-0123456789`');
});

test('what every reader should know stands on the card; what is too much is said shortly', () => {
  const remark = { label: 'Risk', sentence: 'high: `src/payments` @everyone', tone: 'warning' };
  expect(text(aCard({ remarks: [remark] }))).toContain('🟡 **Risk:** high: `src/payments` @\u200beveryone');
  const long = { ...remark, sentence: 'x'.repeat(900) };
  const shown = text(aCard({ remarks: Array.from({ length: 40 }, () => long) }));
  expect(shown).toContain('and 38 more remarks');
  expect(shown).toContain('Shortened to fit.');
});
