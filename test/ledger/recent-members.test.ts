import { expect, it } from 'vitest';
import { createRecentMembers } from '../../src/ledger/recent-members.ts';

const group = { kind: 'slack-group', team: 'T0', group: 'S0' } as const;
const other = { ...group, group: 'S1' } as const;

/** @param members account ids by group; a group that is not there cannot be asked for */
function open(members: Record<string, readonly string[]>) {
  const asked: string[] = [];
  const time = { now: 0 };
  const recent = createRecentMembers(
    {
      async among(source, accounts) {
        const id = source.kind === 'slack-group' ? source.group : '';
        asked.push(id);
        const there = members[id];
        if (there === undefined) throw new Error(`${id} is away`);
        return accounts.filter((one) => there.includes(one)).map((account) => ({ account, until: null }));
      },
    },
    () => time.now,
  );
  return { recent, asked, time, members };
}

const bo = [{ account: 'bo', until: null }];

it('what is only shown is asked for once in half a minute, also that somebody is not in it', async () => {
  const { recent, asked, time } = open({ S0: ['bo'] });
  expect(await recent.among(group, ['bo', 'cy'], 'lately')).toEqual(bo);
  time.now = 29_999;
  expect(await recent.among(group, ['bo', 'cy'], 'lately')).toEqual(bo);
  expect(await recent.among(group, ['cy'], 'lately')).toEqual([]);
  expect(asked).toHaveLength(1);
  expect(recent.isKnown(group, 'bo')).toBe(true);
  expect(recent.isKnown(group, 'cy')).toBe(false);
  expect(recent.isKnown(other, 'bo')).toBe(false);
  time.now = 30_000;
  expect(recent.isKnown(group, 'bo')).toBe(false);
  await recent.among(group, ['bo', 'cy'], 'lately');
  expect(asked).toHaveLength(2);
});

it('what is decided is asked for each time, and what was told then is remembered', async () => {
  const { recent, asked, members } = open({ S0: ['bo'] });
  expect(await recent.among(group, ['bo'], 'now')).toEqual(bo);
  members['S0'] = [];
  expect(await recent.among(group, ['bo'], 'now')).toEqual([]);
  expect(asked).toHaveLength(2);
  expect(recent.isKnown(group, 'bo')).toBe(false);
});

it('a group that does not answer keeps readers waiting once in half a minute, and a decision each time', async () => {
  const { recent, asked, time, members } = open({});
  await expect(recent.among(group, ['bo'], 'lately')).rejects.toThrow('S0 is away');
  await expect(recent.among(group, ['bo'], 'lately')).rejects.toThrow('S0 is away');
  expect(asked).toEqual(['S0']);
  await expect(recent.among(group, ['bo'], 'now')).rejects.toThrow('S0 is away');
  expect(asked).toEqual(['S0', 'S0']);
  members['S0'] = ['bo'];
  expect(await recent.among(group, ['bo'], 'now')).toEqual(bo);
  expect(await recent.among(group, ['bo'], 'lately')).toEqual(bo);
  time.now = 1;
  expect(asked).toHaveLength(3);
});
