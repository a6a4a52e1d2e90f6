import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Failure } from '../../../../src/core/failure.ts';
import { aCard } from '../../../render/discord/a-card.ts';
import { onDiscord } from './on-discord.ts';

const key = 'card/r-0123456789/discord';

async function failure(act: Promise<void>): Promise<Failure> {
  const error = await act.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

test('over Discord’s limit it is said when to come back, and nothing waits meanwhile', async () => {
  await using on = await onDiscord();
  on.discord.faults.add({
    method: 'POST',
    times: 1,
    how: { kind: 'rate-limit', retryAfter: 7, scope: 'user' },
  });
  const { code, retryable, retryAfter } = await failure(on.place.card(key, aCard()));
  expect({ code, retryable }).toEqual({ code: 'place-busy', retryable: true });
  expect(retryAfter).toBeGreaterThanOrEqual(7000);
  expect(retryAfter).toBeLessThan(9000);
});

test('a whole channel’s worth of cards is limited, not lost', async () => {
  await using on = await onDiscord({ rates: {} });
  const cards = Array.from({ length: 6 }, (_, index) => on.place.card(`card/${index}`, aCard()));
  const outcomes = await Promise.allSettled(cards);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect(on.discord.messages()).toHaveLength(5);
});

test.each([
  ['the connection is cut', { kind: 'cut' as const }],
  ['Discord answers 503', { kind: 'status' as const, status: 503 }],
])('when %s it is said later', async (_, how) => {
  await using on = await onDiscord();
  on.discord.faults.add({ method: 'POST', times: 1, how });
  const { code, retryable, message } = await failure(on.place.card(key, aCard()));
  expect({ code, retryable }).toEqual({ code: 'place-unreachable', retryable: true });
  expect(message).toContain('rollouts go on meanwhile');
  await on.place.card(key, aCard());
  expect(on.discord.messages()).toHaveLength(1);
});

test('a token that no longer works is said, without the token', async () => {
  await using on = await onDiscord();
  on.discord.withdrawToken();
  for (const _ of [1, 2]) {
    const error = await failure(on.place.card(key, aCard()));
    expect(error).toMatchObject({ code: 'place-refused', retryable: false });
    expect(error.message).toContain('Reset the token');
    expect(inspect(error, { depth: 9 })).not.toContain(on.discord.token);
  }
});

test('a missing permission sends people to the doctor', async () => {
  await using on = await onDiscord();
  const { state, channel, guild } = on.discord;
  const denied = { id: guild, type: 0 as const, allow: '0', deny: String(1n << 11n) };
  state.channels.get(channel)?.permission_overwrites.push(denied);
  const error = await failure(on.place.card(key, aCard()));
  expect(error).toMatchObject({ code: 'place-refused' });
  expect(error.message).toContain('npx belay doctor');
});

test('a channel that is gone is said by what to change', async () => {
  await using on = await onDiscord();
  on.discord.state.channels.delete(on.discord.channel);
  const error = await failure(on.place.card(key, aCard()));
  expect(error.message).toContain('Set `channel` in belay.yml');
});

test('what failed does not carry what was to be said into the log', async () => {
  await using on = await onDiscord();
  on.discord.faults.add({ method: 'POST', times: 1, how: { kind: 'status', status: 418 } });
  const error = await failure(on.place.card(key, aCard()));
  expect(inspect(error.cause, { depth: 9 })).not.toContain('checkout');
});
