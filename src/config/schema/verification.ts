import { z } from 'zod';
import { path, shortDuration, text } from './leaf.ts';
import { rules } from './reference.ts';
import { secret } from './secret.ts';

const status = () => z.int().min(100).max(599);

const answer = {
  expect: status().optional().describe('Status it must answer; 200 when left out.'),
  contains: text().optional().describe('Text that stands in the answer as it is.'),
  json: z
    .strictObject({
      at: z.string().describe('JSON pointer, such as `/status`.'),
      equals: z.union([z.string(), z.number(), z.boolean(), z.null()]).describe('What stands there.'),
    })
    .optional()
    .describe('A value in an answer of JSON.'),
  within: shortDuration(10_000, '10s')
    .optional()
    .describe('How long the whole answer may take; `5s` when left out, `10s` at most.'),
};

const step = z
  .strictObject({
    get: path().optional().describe('Path that is read.'),
    head: path().optional().describe('Path of which the head alone is read.'),
    ...answer,
  })
  .refine(({ get, head }) => (get === undefined) !== (head === undefined), {
    error: 'A step says what it reads: `get: /path` or `head: /path`, one of the two.',
  });

const query = z.strictObject({
  sql: text().describe('One SELECT that gives one value.'),
  equals: z.union([z.string(), z.number()]).describe('The value it must give.'),
});

export const verificationScript = z
  .strictObject({
    endpoints: z
      .record(text(), z.union([status(), z.strictObject(answer)]))
      .optional()
      .describe('Paths of the new version and the status each must answer, or more of the answer.'),
    expect: rules().optional().describe('Rules that must hold.'),
    flows: z
      .union([z.record(text(), z.array(step).min(1)), z.array(text())])
      .optional()
      .describe('User journeys by name: steps in order, each with the cookies of those before.'),
    queries: z.record(text(), query).optional().describe('Reads of the database by name.'),
    database: secret().optional().describe('Connection URL for the queries; a reading user is enough.'),
  })
  .describe('What a script verifies before the first stage, and whenever somebody asks.');
