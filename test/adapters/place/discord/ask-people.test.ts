import { expect, test } from 'vitest';
import { aCard } from '../../../render/discord/a-card.ts';
import { onDiscord, textOf } from './on-discord.ts';

const key = 'card/r-0123456789/discord';

function waiting(eligible: readonly string[], given: readonly string[] = []) {
  const action = { style: 'primary', wantsReason: false };
  return aCard({
    phase: 'waiting for approval',
    approval: {
      gate: 2,
      stage: '25 %',
      towards: '50 % of the traffic',
      needed: 2,
      roles: ['team-lead'],
      given: given.map((person) => ({ person, at: 1_780_000_000_000 })),
      expiresAt: 1_780_000_600_000,
      reason: '',
      eligible: eligible.map((person) => ({ person, name: person })),
    },
    actions: [
      { ...action, label: 'Approve', command: 'approve r-0123456789 --gate 2', verb: 'approve' },
      {
        ...action,
        label: 'Reject',
        command: 'reject r-0123456789 --gate 2',
        verb: 'reject',
        wantsReason: true,
      },
      { ...action, label: 'Pause', command: 'pause r-0123456789', verb: 'pause' },
    ],
  });
}

async function direct(on: Awaited<ReturnType<typeof onDiscord>>) {
  const { state, town } = on.discord;
  const of = (user: string) =>
    [...state.channels.values()]
      .filter(({ type, recipients }) => type === 1 && recipients?.some(({ id }) => id === user) === true)
      .flatMap(({ id }) => on.discord.messages(id));
  return { bo: of(town.bo.id), kim: of(town.kim.id) };
}

test('whoever can approve is asked once by direct message, with the votes and nothing else to press', async () => {
  await using on = await onDiscord();
  await on.place.card(key, waiting(['bo', 'kim', 'nobody-on-discord', 'robot']));
  on.time.now += 5000;
  await on.place.card(key, waiting(['bo', 'kim', 'nobody-on-discord', 'robot']));
  const { bo, kim } = await direct(on);
  expect([bo.length, kim.length]).toEqual([1, 1]);
  expect(textOf(bo[0])).toContain('run:approve r-0123456789 --gate 2');
  expect(textOf(bo[0])).toContain('ask:reject r-0123456789 --gate 2');
  expect(textOf(bo[0])).not.toContain('run:pause');
  expect(textOf(bo[0])).toContain(`https://discord.com/channels/${on.discord.guild}/${on.discord.channel}/`);
  expect(textOf(bo[0])).toContain('To leave stage 25 % for 50 % of the traffic');
});

test('whoever can approve is asked once also when the channel of the card is gone, and that is told', async () => {
  await using on = await onDiscord();
  const { state, channel } = on.discord;
  state.channels.delete(channel);
  for (const _ of [1, 2]) {
    await expect(on.place.card(key, waiting(['bo', 'kim']))).rejects.toMatchObject({ code: 'place-refused' });
  }
  const { bo, kim } = await direct(on);
  expect([bo.length, kim.length]).toEqual([1, 1]);
  expect(textOf(bo[0])).toContain('run:approve r-0123456789 --gate 2');
});

test('whoever has voted keeps no buttons, and the others see how many are missing', async () => {
  await using on = await onDiscord();
  await on.place.card(key, waiting(['bo', 'kim']));
  on.time.now += 5000;
  await on.place.card(key, waiting(['kim'], ['bo']));
  const { bo, kim } = await direct(on);
  expect(textOf(bo[0])).toContain('Nothing more to do for you: 1 of 2 approvals are given.');
  expect(textOf(bo[0])).not.toContain('custom_id');
  expect(textOf(kim[0])).toContain('Approval needed: 1 of 2');
  expect(textOf(kim[0])).toContain('run:approve');
});

test('after the decision everybody who was asked reads who decided, and no button is left', async () => {
  await using on = await onDiscord();
  await on.place.card(key, waiting(['bo', 'kim']));
  on.time.now += 5000;
  const votes = [{ person: 'Bo', at: 1_780_000_000_000 }];
  const decisions = [
    { gate: 2, stage: '25 %', outcome: 'approved', votes, by: null, reason: null, at: 1_780_000_000_000 },
  ];
  const decided = aCard({ decisions });
  await on.place.card(key, decided);
  const edits = on.discord.requests.length;
  await on.place.card(key, decided);
  const { bo, kim } = await direct(on);
  for (const [message] of [bo, kim]) {
    expect(textOf(message)).toContain('✅ Gate 2 (stage 25 %) approved');
    expect(textOf(message)).not.toContain('custom_id');
  }
  expect(on.discord.requests.length).toBe(edits);
});

test('a request that is asked anew is another message', async () => {
  await using on = await onDiscord();
  const first = waiting(['bo']);
  await on.place.card(key, first);
  on.time.now += 5000;
  await on.place.card(key, {
    ...first,
    approval: first.approval === null ? null : { ...first.approval, gate: 3 },
  });
  const { bo } = await direct(on);
  expect(bo.map((message) => textOf(message).includes('custom_id'))).toEqual([false, true]);
});

test('a direct message whose answer was lost is found again', async () => {
  await using on = await onDiscord();
  await on.place.card(key, aCard());
  on.time.now += 5000;
  on.discord.faults.add({ method: 'POST', path: /messages$/, times: 1, how: { kind: 'cut-after' } });
  await expect(on.place.card(key, waiting(['bo']))).rejects.toThrow();
  on.time.now += 3_600_000;
  await on.place.card(key, waiting(['bo']));
  expect((await direct(on)).bo).toHaveLength(1);
});

test('whoever takes no direct messages is tried once, and the others are asked', async () => {
  await using on = await onDiscord();
  const closed = on.discord.town.directChannel(on.discord.town.bo);
  let tries = 0;
  const place = on.reopened(async (asked, expected = []) => {
    if (!asked.path.startsWith(`/channels/${closed}/`)) return on.ask(asked, expected);
    tries += 1;
    expect(expected).toContain(50_007);
    return { kind: 'refused', code: 50_007 };
  });
  await place.card(key, waiting(['bo', 'kim']));
  on.time.now += 5000;
  await place.card(key, waiting(['bo', 'kim'], ['lin']));
  expect(tries).toBe(1);
  expect((await direct(on)).kim).toHaveLength(1);
});

test('people are asked at once also when the card has to wait', async () => {
  await using on = await onDiscord();
  await on.place.card(key, aCard());
  on.time.now += 500;
  await expect(on.place.card(key, waiting(['bo']))).rejects.toMatchObject({ code: 'place-paced' });
  expect((await direct(on)).bo).toHaveLength(1);
});
