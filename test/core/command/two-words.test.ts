import { expect, it } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { parseCommand } from '../../../src/core/command/parse.ts';

const specs = commands.map(({ spec }) => spec);
const read = (line: string) => {
  const parsed = parseCommand(line, specs);
  return parsed.kind === 'command'
    ? { name: parsed.spec.name, args: parsed.args, flags: parsed.flags }
    : parsed.kind;
};

it.each([
  '/deploy-prepare migration --from v1.2.0 --to v2.0.0',
  'prepare migration --from=v1.2.0 --to=v2.0.0',
  '@belay prepare migration —from v1.2.0 —to v2.0.0',
  'prepare-migration --from v1.2.0 --to v2.0.0',
])('%s is the command of two words', (line) => {
  expect(read(line)).toEqual({
    name: 'prepare-migration',
    args: {},
    flags: { from: 'v1.2.0', to: 'v2.0.0' },
  });
});

it('takes a service and an environment between name and flags', () => {
  expect(read('prepare migration shop in demo --from a --to b')).toMatchObject({
    name: 'prepare-migration',
    args: { service: 'shop', environment: 'demo' },
  });
});

it('leaves a service that is called migration alone', () => {
  expect(read('prepare migration v2')).toMatchObject({
    name: 'prepare',
    args: { service: 'migration', version: 'v2' },
  });
  expect(read('prepare "migration" v2')).toMatchObject({ name: 'prepare', args: { service: 'migration' } });
});
