import { expect, it } from 'vitest';
import { rollback } from '../../../commands/rollback.ts';
import { parseCommand } from '../../../src/core/command/parse.ts';

const argsOf = (line: string) => {
  const parsed = parseCommand(line, [rollback.spec]);
  return parsed.kind === 'command' ? parsed.args : parsed;
};

it.each([
  ['rollback deployment "too slow"', { target: 'deployment', reason: 'too slow' }],
  ['rollback current deployment "too slow"', { target: 'current-deployment', reason: 'too slow' }],
  ['rollback the current rollout', { target: 'current-deployment' }],
  ['rollback the deployment', { target: 'deployment' }],
  ['Rollback Current Deployment in demo', { target: 'current-deployment', environment: 'demo' }],
  ['rollback shop "current deployment is slow"', { target: 'shop', reason: 'current deployment is slow' }],
  ['rollback current "deployment"', { target: 'current', reason: 'deployment' }],
])('%s', (line, args) => {
  expect(argsOf(line)).toMatchObject(args);
});
