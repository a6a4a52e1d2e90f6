import { z } from 'zod';
import type { CommandSpec } from '../../../src/core/command/spec.ts';
import { Answer } from './answer.ts';
import { inputSchema } from './command-input.ts';

/** What stands under `components` of the description, by name. */
export const components = { Answer: plain(Answer) };

const answer = (description: string) => ({ description, ...reference('Answer') });

function reference(name: keyof typeof components) {
  return { $ref: `${name}#` };
}

const refused = {
  400: answer('The request cannot be read.'),
  401: answer('No token, or one that opens nothing.'),
  403: answer('The token, or its person, may not.'),
  404: answer('There is no such thing.'),
  409: answer('Things stand otherwise: a lock, a freeze, another rollout, a key that was used.'),
  413: answer('More than fits into one request.'),
  422: answer('A field is missing, unknown or wrong.'),
  429: answer('Too many requests; Retry-After says when to come back.'),
  500: answer('Something is wrong inside Belay.'),
  503: answer('Belay cannot do it now; ask again.'),
};

/** Made from the command as it is typed, so that the two cannot differ. */
export function commandRouteSchema(spec: CommandSpec, where: 'body' | 'querystring') {
  const input = plain(inputSchema(spec));
  return {
    operationId: where === 'body' ? spec.name : `read-${spec.name}`,
    summary: spec.summary,
    description: `Typed, it is \`${spec.usage[0] ?? spec.name}\`. Scope: \`${spec.verb}\`.`,
    tags: [spec.kind === 'acts' ? 'commands that act' : 'commands that read'],
    ...(where === 'body' ? { headers: idempotency } : {}),
    [where]: input,
    response: {
      200: answer('Done, or what was asked for.'),
      ...(spec.name === 'deploy' ? { 202: answer('The rollout has begun, or waits for its turn.') } : {}),
      ...refused,
    },
  };
}

const idempotency = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      minLength: 8,
      maxLength: 100,
      description: 'The same key again gets the first answer again, and nothing runs twice.',
    },
  },
};

/** Of what is read by GET and has no schema of its own. */
export function resourceSchema(summary: string, parameters: readonly string[] = []) {
  return {
    summary,
    tags: ['resources'],
    ...(parameters.length === 0
      ? {}
      : {
          params: {
            type: 'object',
            properties: Object.fromEntries(parameters.map((name) => [name, { type: 'string' }])),
            required: [...parameters],
          },
        }),
    response: {
      200: { description: 'As it stands now.', type: 'object', additionalProperties: true },
      401: refused[401],
      403: refused[403],
      404: refused[404],
      429: refused[429],
    },
  };
}

/** JSON Schema as OpenAPI 3.1 has it. */
export function plain(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
