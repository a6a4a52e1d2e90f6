import { z } from 'zod';
import { argv, duration, share, text } from './leaf.ts';

const common = {
  stable_capacity: share()
    .optional()
    .describe(
      'Capacity that stable keeps while a rollout is live. Always `100%`: stable must be able to take everything back.',
    ),
  canary_replicas: z.int().min(1).optional().describe('Replicas that the new version begins with.'),
  keep_warm: z.int().min(0).optional().describe('Replicas of the previous version kept after completion.'),
  wait: duration().optional().describe('How long bringing it up may take.'),
};

export const workload = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('kubernetes').describe('Kubernetes deployments.'),
    namespace: text().describe('Namespace.'),
    deployment: text().describe('Deployment of stable.'),
    canary_deployment: text().optional().describe('Deployment of the new version.'),
    container: text().optional().describe('Container whose image is set.'),
    image: text().optional().describe('Image, with `{version}` filled in.'),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('ecs').describe('AWS ECS services.'),
    region: text().describe('AWS region.'),
    cluster: text().describe('Cluster.'),
    service: text().describe('Service.'),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('cloud-run').describe('Cloud Run revisions.'),
    project: text().describe('Google Cloud project.'),
    region: text().describe('Google Cloud region.'),
    service: text().describe('Service.'),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('github-workflow').describe('A GitHub Actions workflow; it has no weight of its own.'),
    repository: text().describe('owner/name'),
    workflow: text().describe('Workflow file.'),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('command').describe('A local command; it has no weight of its own.'),
    run: argv().describe('Brings the new version up.'),
    undo: argv().optional().describe('Takes it back.'),
    ...common,
  }),
]);
