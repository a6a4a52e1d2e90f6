import { describe, expect, it, test } from 'vitest';
import { changed, diagnosticsOf, loaded } from './configuration.ts';

const service = (name: string, port: number, more = '') => `  ${name}:
    versions: { v1: "http://127.0.0.1:${port}", v2: "http://127.0.0.1:${port + 1}" }
    stable: v1
    traffic: { router: ${name} }
${more}    plan: { stages: [{ weight: 10%, hold: 5m }, { weight: 100%, hold: 5m }] }
`;

/** Three services in one train; `web` needs `api`. */
const town = (train = 'order: [db, [api, web]]', api = '', web = '', elsewhere = '') => `version: 1
people:
  ana: { roles: [developer] }
access: { status: anyone, deploy: developer }
routers:
  db: { kind: embedded, listen: "127.0.0.1:8080" }
  api: { kind: embedded, listen: "127.0.0.1:8081" }
  web: { kind: embedded, listen: "127.0.0.1:8082" }
environments:
  demo: {}
${elsewhere}services:
${service('db', 9001)}${service('api', 9011, api)}${service('web', 9021, web)}trains:
  town: { ${train} }
`;

/** The one mistake, with the text it points at. */
function mistake(text: string) {
  const found = diagnosticsOf(text);
  expect(found.map(({ sentence }) => sentence)).toEqual([expect.any(String)]);
  const [only] = found;
  if (only === undefined) throw new Error('nothing was found');
  const at = text.split('\n')[only.line - 1]?.slice(only.column - 1) ?? '';
  return { code: only.code, severity: only.severity, sentence: only.sentence, at };
}

describe('a train', () => {
  it('takes everything back, asks each and waits for completion when nothing else is said', () => {
    expect(loaded(town()).config.trains).toEqual([
      {
        name: 'town',
        order: [['db'], ['api', 'web']],
        onFailure: 'roll_back_all',
        approval: 'each',
        follows: 'completion',
      },
    ]);
  });

  it('says otherwise', () => {
    const text = town('order: [api, web], on_failure: stop, approval: one, follows: stages');
    expect(loaded(text).config.trains[0]).toMatchObject({
      onFailure: 'stop',
      approval: 'one',
      follows: 'stages',
    });
  });

  test.each([
    ['a service that is not declared', town('order: [db, wep]'), 'unknown-reference', 'wep'],
    ['a service twice', town('order: [db, [api, db]]'), 'service-twice', 'order'],
    [
      'an order against what a service needs',
      town('order: [web, api]', '', '    depends_on: api\n'),
      'order-contradicts',
      'order',
    ],
    [
      'services that meet nowhere',
      town(
        'order: [db, api]',
        '    environments: { stage: }\n',
        '    environments: { demo: }\n',
        '  stage: {}\n',
      ).replace(
        '    traffic: { router: db }\n',
        '    traffic: { router: db }\n    environments: { demo: }\n',
      ),
      'not-there',
      'order',
    ],
    ['a name that means something else', changed('  town:', '  status:', town()), 'wrong-value', 'status'],
    [
      'services that need each other',
      town('order: [db]', '    depends_on: web\n', '    depends_on: [db, api]\n'),
      'dependency-circle',
      'depends_on',
    ],
  ])('%s is an error', (_, text, code, at) => {
    const found = mistake(text);
    expect(found).toMatchObject({ code, severity: 'error' });
    expect(found.at.startsWith(at)).toBe(true);
  });

  it('that releases a service together with what it needs is warned of', () => {
    const found = mistake(town('order: [[api, web]]', '', '    depends_on: api\n'));
    expect(found).toMatchObject({ code: 'order-together', severity: 'warning' });
  });
});
