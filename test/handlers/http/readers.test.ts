import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { createReaders } from '../../../handlers/http/readers.ts';
import type { Speaker } from '../../../src/core/access/access.ts';
import { PersonId, RoleName } from '../../../src/core/ids.ts';
import { createAsReader } from '../../../src/ledger/as-reader.ts';

const [lead, crew, ops] = [RoleName.parse('lead'), RoleName.parse('crew'), RoleName.parse('ops')];
const bo: Speaker = { person: PersonId.parse('bo'), name: 'Bo', roles: [] };
const group = { kind: 'slack-group', team: 'T0', group: 'S0' } as const;

/** @param given roles that others say Bo has */
function open(given: readonly RoleName[], speaker = bo) {
  const asked: (readonly [readonly RoleName[], string])[] = [];
  const readers = createReaders(
    createAsReader({
      config: { roles: [{ name: lead, sources: [group], contact: null }] },
      access: { general: { status: [crew], deploy: [lead] }, environments: {} },
      roles: {
        resolve: async (who, wanted, freshness) => {
          asked.push([wanted, freshness]);
          const more = wanted.filter((role) => given.includes(role));
          return { speaker: { ...who, roles: [...who.roles, ...more] }, unknown: [] };
        },
      },
    }),
    () => ({ speaker, place: 'console' }),
  );
  return { readers, asked, request: {} as FastifyRequest };
}

it('shows the page to somebody by the roles that others give, as they were told lately', async () => {
  const { readers, asked, request } = open([lead]);
  expect(readers.identify(request)?.speaker.roles).toEqual([]);
  await readers.learn(request);
  expect(readers.identify(request)?.speaker.roles).toEqual([lead]);
  expect(readers.identify({} as FastifyRequest)?.speaker.roles).toEqual([]);
  expect(asked).toEqual([[[lead, crew], 'lately']]);
});

it('asks nobody about somebody who has them all', async () => {
  const { readers, asked, request } = open([lead], { ...bo, roles: [lead, crew, ops] });
  await readers.learn(request);
  expect(asked).toEqual([]);
});
