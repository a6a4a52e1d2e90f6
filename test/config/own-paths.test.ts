import { expect, it } from 'vitest';
import { changed, diagnosticsOf, loaded } from './configuration.ts';

const withKeys = (text: string) => changed('services:', `${text}\nservices:`);
const found = (text: string) =>
  diagnosticsOf(withKeys(text)).map(({ path, sentence }) => `${path}: ${sentence}`);

it('fills in the path of the kill switch, and reads what routes do', () => {
  const { config } = loaded(
    withKeys(
      'kill_switch: { token: { env: KILL }, roles: lead }\napi: { routes: { canary: /d/canary, metrics by version: /ops/canary/metrics } }',
    ),
  );
  expect(config.killSwitch).toEqual({
    path: '/ops/canary/abort',
    token: { env: 'KILL' },
    roles: ['lead'],
    oneOf: [],
  });
  expect(config.apiRoutes).toEqual([
    { does: 'deploy', path: '/d/canary' },
    { does: 'metrics', path: '/ops/canary/metrics' },
  ]);
});

it.each([
  [
    'a path of Belay',
    'api: { routes: { status: /api/v1/x } }',
    'answered by Belay itself (`/api/v1`) already',
  ],
  [
    'the same path twice',
    'api: { routes: { status: /x, rollback: /x } }',
    '`/x` is answered by `status` already',
  ],
  [
    'the path of the kill switch',
    'api: { routes: { status: /ops/canary/abort } }',
    'answered by the kill switch already',
  ],
  ['a pattern', 'api: { routes: { status: "/x/:id" } }', 'letters, digits, dots'],
  ['a misspelt action', 'api: { routes: { stauts: /x } }', 'Did you mean `status`?'],
  ['blue-green', 'api: { routes: { blue-green: /x } }', 'blue-green is not supported yet.'],
  [
    'a kill switch on a path of Belay',
    'kill_switch: { path: /healthz, token: { env: KILL }, roles: lead }',
    'answered by Belay itself',
  ],
  [
    'a role that nobody holds',
    'kill_switch: { token: { env: KILL }, roles: ghost }',
    'Nobody holds the role `ghost`',
  ],
  ['a secret in the file', 'kill_switch: { token: sesame-sesame, roles: lead }', 'by reference alone'],
])('refuses %s', (_, text, words) => {
  expect(found(text).join('\n')).toContain(words);
});
