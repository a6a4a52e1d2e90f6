import { z } from 'zod';
import { argv, duration, path, positiveDuration, shortDuration, text } from './leaf.ts';
import { name } from './reference.ts';

const step = z.strictObject({
  name: text().describe('What cards call this step.'),
  run: argv().describe(
    'Program and arguments; `{version}` and `{stable}` are filled in. Never a shell line.',
  ),
  undo: argv()
    .optional()
    .describe('What takes it back when the rollout is rolled back; must bear that the step was half done.'),
  timeout: positiveDuration().optional().describe('How long it may take; 10m when left out.'),
});

export const steps = z.array(step);

const probe = z.strictObject({
  kind: z
    .enum(['startup', 'live', 'ready', 'custom'])
    .describe('`startup` must pass before any traffic; the others are watched all along.'),
  path: path().describe('Path on the new version, `/health`.'),
  critical: z
    .boolean()
    .optional()
    .describe('Whether failing rolls back (true) or warns (false); true when left out, except for `custom`.'),
  delay: duration().optional().describe('How long to wait before the first probe; none when left out.'),
  every: positiveDuration('s').optional().describe('Time between probes; 10s when left out.'),
  timeout: shortDuration(10_000, '10s')
    .optional()
    .describe('How long an answer may take, at most 10s; 3s when left out.'),
  failures: z.int().min(1).max(100).optional().describe('Failures in a row that count; 3 when left out.'),
  successes: z.int().min(1).max(100).optional().describe('Successes in a row that count; 1 when left out.'),
  status: z
    .int()
    .min(100)
    .max(599)
    .optional()
    .describe('Status that counts as healthy; any 2xx when left out.'),
  body: z
    .record(z.string(), z.string())
    .optional()
    .describe('Fields of the JSON answer that must hold: `{ready: "true"}`, or `*` for any value.'),
});

export const probes = z.record(name(), probe).describe('Health endpoints of the new version.');

const inRepository = (what: string) =>
  z.string().regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.@-]+(?:\/[\w.@ -]+)*$/, {
    error: `${what} is written from the root of the repository, without a slash before or after it.`,
  });

export const migrations = z.strictObject({
  when: z
    .array(text())
    .optional()
    .describe('Paths whose change makes the migration needed; always when left out.'),
  forward: inRepository('A folder').describe(
    'Folder of numbered forward migrations, from the root of the repository.',
  ),
  rollback: inRepository('A folder').describe(
    'Folder of numbered rollback migrations; may be the same folder.',
  ),
  schema: inRepository('A file')
    .optional()
    .describe(
      'File that holds the whole schema as SQL (`pg_dump --schema-only`): migrations are drafted from how it differs between two tags.',
    ),
  pull_request: z
    .boolean()
    .optional()
    .describe('Whether drafted migrations are opened as a pull request; true when left out.'),
  dry_run: z
    .boolean()
    .optional()
    .describe('Try forward, rollback and forward again on a scratch database first; always done.'),
});
