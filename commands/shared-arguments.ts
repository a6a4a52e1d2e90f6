import type { ArgumentSpec } from '../src/core/command/spec.ts';

export const target: ArgumentSpec = {
  name: 'target',
  required: true,
  description: 'A rollout id, or a service with one rollout under way.',
  kind: 'target',
};

export const environment: ArgumentSpec = {
  name: 'environment',
  required: false,
  before: 'in',
  description: 'Where, when a service is released to several environments at once.',
  kind: 'environment',
};

export const everywhere: ArgumentSpec = {
  name: 'environment',
  required: false,
  description: 'Where; everywhere when left out.',
  kind: 'environment',
};

export function reason(required: boolean): ArgumentSpec {
  return {
    name: 'reason',
    required,
    rest: true,
    description: 'Why, for the log and for everybody who reads it.',
    kind: 'text',
  };
}
