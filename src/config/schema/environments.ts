import { z } from 'zod';
import { freezes } from './freezes.ts';
import { approvalDefaults } from './gates.ts';
import { text } from './leaf.ts';
import { access } from './people.ts';
import { name, reference, references } from './reference.ts';

const cloudIdentity = z.strictObject({
  aws: z
    .strictObject({
      role_arn: text().describe('Role that is assumed by OIDC.'),
      permissions: z.array(text()).min(1).describe('What the role must be allowed, and no more.'),
    })
    .optional()
    .describe('AWS, by OIDC.'),
  gcp: z
    .strictObject({
      service_account: text().describe('Service account reached by workload identity.'),
      permissions: z.array(text()).min(1).describe('What it must be allowed, and no more.'),
    })
    .optional()
    .describe('Google Cloud, by workload identity.'),
});

const environment = z.strictObject({
  description: text().optional().describe('What it is, for people.'),
  production: z.boolean().optional().describe('Whether customers meet it; false when left out.'),
  plan: reference('plan').optional().describe('Plan of services that name none.'),
  places: references('place').optional().describe('Where cards are shown; every place when left out.'),
  approval: approvalDefaults
    .optional()
    .describe('What `then: ask` means here, and defaults for every approval.'),
  access: access.optional().describe('Permissions that replace the general ones here, command by command.'),
  auto_rollback: z.boolean().optional().describe('Triggers roll back by themselves; always true.'),
  error_budget_gate: z
    .boolean()
    .optional()
    .describe('Whether a spent error budget of a service stops its releases here; false when left out.'),
  first_in: reference('environment').optional().describe('A version must have completed there first.'),
  cloud_identity: cloudIdentity.optional().describe('Short-lived cloud credentials, never keys.'),
  freeze: freezes.optional(),
  freeze_on_incident: z
    .boolean()
    .optional()
    .describe('An open incident stops new rollouts and new stages; false when left out.'),
});

export const environments = z.record(name(), z.nullable(environment)).describe('Where services run.');
