import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { twoServices } from '../commands/configuration.ts';

function load(documents: string) {
  const loaded = loadConfig(
    'belay.yml',
    () => `${twoServices}documents:\n  verification_script:\n${documents}`,
  );
  return loaded.kind === 'invalid'
    ? loaded.diagnostics.filter(({ severity }) => severity === 'error').map(({ sentence }) => sentence)
    : loaded.config;
}

function planOf(documents: string) {
  const loaded = load(documents);
  if (!('slots' in loaded)) throw new Error(loaded.join('\n'));
  return loaded.slots[0]?.plan;
}

describe('documents: verification_script', () => {
  it('is frozen with the plan, with its usual values filled in', () => {
    const plan = planOf(`    endpoints:
      /health: 200
      /ready: { contains: up, within: 1s }
      /state: { json: { at: /status, equals: up }, expect: 203 }
    expect: [error-rate < 2%]
    flows: { pay: [{ get: /cart }, { head: /pay, expect: 204 }] }
`);
    const usual = { contains: null, equals: null, within: 5000 };
    expect(plan?.verification?.endpoints).toEqual([
      { path: '/health', status: 200 },
      { path: '/ready', status: 200, contains: 'up', within: 1000 },
      { path: '/state', status: 203, equals: { pointer: '/status', value: 'up' } },
    ]);
    expect(plan?.verification).toMatchObject({
      expect: [{ text: 'error-rate < 2%' }],
      flows: [
        {
          name: 'pay',
          steps: [
            { ...usual, method: 'GET', path: '/cart', status: 200 },
            { ...usual, method: 'HEAD', path: '/pay', status: 204 },
          ],
        },
      ],
      queries: [],
    });
  });

  it('leaves a plan that says nothing of it as it was', () => {
    const loaded = loadConfig('belay.yml', () => twoServices);
    expect(loaded.kind === 'invalid' ? null : loaded.config.slots[0]?.plan).not.toHaveProperty(
      'verification',
    );
  });

  it('says what is missing of a flow that is only named', () => {
    expect(load('    flows: [payment flow]\n')).toEqual([
      'Belay does not know the steps of the flow `payment flow`. Write them: `flows: { "payment flow": [{ get: /path, expect: 200 }] }`.',
    ]);
  });

  it('says what is wrong where it stands', () => {
    expect(load('    endpoints: { health: 200 }\n')).toEqual([
      'A path begins with one `/` and has no spaces, such as `/health`.',
    ]);
    expect(load('    flows: { pay: [{ expect: 200 }] }\n')).toEqual([
      expect.stringContaining('A step says what it reads'),
    ]);
    expect(load('    queries: { orders: { sql: SELECT 1, equals: 1 } }\n')).toEqual([
      expect.stringContaining('These queries need a database'),
    ]);
    expect(load('    expect: [error-rate worse than stable]\n')).toEqual([
      expect.stringContaining('a script looks once'),
    ]);
  });
});
