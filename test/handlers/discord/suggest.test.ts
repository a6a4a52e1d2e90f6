import { expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { createSuggest } from '../../../handlers/discord/suggest.ts';
import { EnvironmentName, PersonId, RoleName, RolloutId, ServiceName } from '../../../src/core/ids.ts';
import type { RolloutRow } from '../../../src/ports/store.ts';

const lead = RoleName.parse('lead');

function row(id: string, environment: string): RolloutRow {
  return {
    id: RolloutId.parse(id),
    service: ServiceName.parse('shop'),
    environment: EnvironmentName.parse(environment),
    version: 'v2',
    phase: 'observing',
    open: true,
    owns: true,
  } as RolloutRow;
}

test('live rollouts are offered to those who may ask about them', async () => {
  const suggest = createSuggest({
    config: {
      access: { general: { status: 'anyone' }, environments: { production: { status: [lead] } } },
      services: [],
      environments: [],
      slots: [],
    },
    specs: commands.map(({ spec }) => spec),
    ledger: { load: async () => null },
    store: { recent: async () => [row('r-0000000001', 'production'), row('r-0000000002', 'staging')] },
  });
  const asked = {
    kind: 'suggestions',
    name: 'rollback',
    values: { target: '' },
    focused: 'target',
  } as const;
  const offered = async (roles: readonly RoleName[]) =>
    (await suggest(asked, { person: PersonId.parse('bo'), name: 'Bo', roles })).map(({ value }) => value);
  expect(await offered([])).toEqual(['r-0000000002']);
  expect(await offered([lead])).toEqual(['r-0000000001', 'r-0000000002']);
});

test('the values of a flag are offered', async () => {
  const suggest = createSuggest({
    config: { access: { general: {}, environments: {} }, services: [], environments: [], slots: [] },
    specs: commands.map(({ spec }) => spec),
    ledger: { load: async () => null },
    store: { recent: async () => [] },
  });
  const asked = {
    kind: 'suggestions',
    name: 'report',
    values: { document: 'go' },
    focused: 'document',
  } as const;
  const offered = await suggest(asked, { person: PersonId.parse('bo'), name: 'Bo', roles: [] });
  expect(offered.map(({ value }) => value)).toEqual(['go-no-go']);
});
