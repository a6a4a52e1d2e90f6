import { z } from 'zod';
import { duration, path, share, text, url, weight } from './leaf.ts';
import { plan } from './plans.ts';
import { name, reference, references } from './reference.ts';
import { migrations, probes, steps } from './steps.ts';
import { traffic } from './traffic.ts';
import { workload } from './workloads.ts';

const versionSentence =
  'A version is a tag, image or SHA: letters, digits and `. _ + : / @ -`, beginning with a letter or digit.';
const versionName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._+:/@-]{0,254}$/, { error: versionSentence });

const versions = z.record(
  z.union([z.literal('*'), versionName]),
  z.union([
    url(),
    z.strictObject({
      url: url().describe('Where the router finds this version.'),
      description: text().optional().describe('What is in it.'),
    }),
  ]),
);

const blueGreen = z.strictObject({
  health_timeout: duration().optional().describe('How long green has to become healthy.'),
  smoke_tests: steps.optional().describe('Commands that must succeed against green.'),
  dependencies: references('service').optional().describe('Services that must be healthy before the switch.'),
  rollback_timeout: duration().optional().describe('How long switching back may take.'),
  observe: duration().optional().describe('How long green is watched after the switch.'),
  // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
  then: z.enum(['mark-for-clean-up', 'keep']).optional().describe('What becomes of blue.'),
});

const shadow = z.strictObject({
  for: duration().describe('How long traffic is mirrored.'),
  share: weight().optional().describe('Share of traffic that is mirrored; all of it when left out.'),
  matching: share().describe('Share of answers that must match.'),
});

const checkpoint = z.strictObject({
  name: text().describe('Name of the checkpoint; `{time}` is filled in.'),
  description: text().optional().describe('What it is for.'),
  export: text().optional().describe('Where the state is exported to.'),
});

/** What a service says for all its environments, and what an environment may say differently. */
const placed = {
  strategy: z
    .enum(['canary', 'blue-green', 'shadow', 'direct'])
    .optional()
    .describe('How it is released; `canary` when left out.'),
  versions: versions
    .optional()
    .describe(
      'Versions that run, each with the address where the router finds it; `"*"` gives every other one an address with `{version}` in it.',
    ),
  stable: versionName.optional().describe('The version that serves everybody before the first rollout.'),
  traffic: traffic.optional().describe('How requests find a version.'),
  workload: workload.optional().describe('What brings versions up and down.'),
  prepare: steps.optional().describe('Commands that must succeed before any traffic, such as a migration.'),
  migrations: migrations
    .optional()
    .describe('Where the database migrations of its repository stand, for `prepare-migration`.'),
  verify: steps.optional().describe('Commands that must succeed at 100 %.'),
  probes: probes.optional().describe('Health endpoints of the new version.'),
  plan: z
    .union([reference('plan'), plan])
    .optional()
    .describe('The name of a plan, or a plan.'),
  keep_previous: duration()
    .optional()
    .describe(
      'How long the previous version is kept, so that a completed rollout can be rolled back; 24h when left out.',
    ),
  superseding: z
    .enum(['refuse', 'queue', 'supersede'])
    .optional()
    .describe(
      'What a second rollout meets while one is live: `refuse` (when left out), `queue` behind it, or `supersede` it.',
    ),
  places: references('place').optional().describe('Where its cards are shown.'),
  blue_green: blueGreen.optional().describe('Figures of a blue-green switch.'),
  shadow: shadow.optional().describe('Mirrored traffic before the first stage.'),
  checkpoint: checkpoint.optional().describe('A named state to come back to, taken before the first stage.'),
};

const service = z.strictObject({
  description: text().optional().describe('What it is, for people.'),
  owner: reference('recipient').optional().describe('Person or role that owns it.'),
  kind: z
    .enum(['api', 'front-end', 'worker', 'database', 'infrastructure', 'configuration'])
    .optional()
    .describe('What is released.'),
  repository: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, { error: 'A repository is written `owner/name`.' })
    .optional()
    .describe('Where its code stands on GitHub: owner/name.'),
  depends_on: references('service').optional().describe('Services it needs.'),
  ...placed,
  health: path().optional().describe('Shorthand for a critical live probe at this path.'),
  environments: z
    .record(name(), z.nullable(z.strictObject(placed)))
    .optional()
    .describe('Environments it runs in, each with what differs there; all of them when left out.'),
});

export const services = z.record(name(), service).describe('What is released.');
