import { z } from 'zod';
import { plain } from './describe.ts';
import { KillBody } from './kill-body.ts';

const Stopped = z
  .object({
    kind: z.literal('stopped'),
    sentence: z.string().describe('What became of it, for people.'),
    stopped: z
      .array(
        z.object({
          rollout: z.string(),
          service: z.string(),
          environment: z.string(),
          version: z.string(),
          moved: z.boolean().describe('Whether the router was seen to send everybody to stable.'),
          sentence: z.string(),
        }),
      )
      .describe('Each rollout that was meant.'),
  })
  .describe('What the kill switch did.');

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const stopped = (description: string) => ({ description, ...json(plain(Stopped)) });
const answer = (description: string) => ({
  description,
  ...json({ $ref: '#/components/schemas/Answer' }),
});

/** The kill switch as a path of the description: it is let in by other rules than the rest, so it is no route of it. */
export const killPathItem = {
  post: {
    operationId: 'kill-switch',
    summary: 'Take traffic back at once, past every approval and freeze.',
    description:
      'Also works while the database does not answer. For a token of the API with the scope `rollback`, or the token of `kill_switch` in belay.yml, which is sent the same way. No limit of requests keeps the right token out.',
    tags: ['kill switch'],
    requestBody: { required: true, ...json(plain(KillBody)) },
    responses: {
      200: stopped('All that was meant is on stable.'),
      400: answer('The request cannot be read.'),
      401: answer('No token, or one that opens nothing.'),
      403: answer('The token, its person, or the operator may not.'),
      404: answer('Nothing live is meant.'),
      409: answer('Several are live, and none was named.'),
      413: answer('More than fits into one request.'),
      415: answer('The body is not sent as JSON.'),
      422: answer('A field is missing, unknown or wrong, or it is not confirmed.'),
      429: answer('Too many wrong tokens; Retry-After says when to come back.'),
      502: stopped('Not everything is on stable yet; Belay tries on.'),
    },
  },
};
