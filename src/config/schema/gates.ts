import { z } from 'zod';
import { duration, path, positiveDuration, text } from './leaf.ts';
import { reference, references, who } from './reference.ts';
import { secret } from './secret.ts';

const approvalFields = {
  requester_may_approve: z
    .boolean()
    .optional()
    .describe(
      'Whether who asked for the rollout may approve it; false when left out. A plain `ask` allows it unless the environment says false.',
    ),
  expires: positiveDuration().optional().describe('How long people have; 2h when left out.'),
  on_reject: z
    .enum(['hold', 'roll_back'])
    .optional()
    .describe('What a rejection does; `roll_back` when left out.'),
  on_expiry: z
    .enum(['hold', 'roll_back'])
    .optional()
    .describe('What silence does; `roll_back` when left out.'),
  announce: references('place')
    .optional()
    .describe('Places where the request is announced besides the usual ones.'),
  page_when: z
    .enum(['critical', 'always'])
    .optional()
    .describe('Whether the pager is used for the request too.'),
  checklist: reference('checklist').optional().describe('Checklist that the request shows.'),
  requires: z.array(text()).optional().describe('Statements the approvers must confirm, one by one.'),
  consensus: z.boolean().optional().describe('Everybody who holds one of the roles must agree.'),
};

/** Approval by people, in full. */
export const approval = z.strictObject({
  approvals: z.int().min(1).max(20).describe('How many distinct people must say yes.'),
  of: references('role')
    .optional()
    .describe('Roles whose holders count; those who may `approve` when left out.'),
  ...approvalFields,
});

/** What an environment says about approvals for all its plans. */
export const approvalDefaults = approval.partial();

const action = z.enum([
  'stop-new-traffic',
  'route-to-stable',
  'switch-back',
  'stop-canary',
  'scale-canary-to-zero',
  'clear-canary-cache',
  'revert-configuration',
  'tell',
  'page',
  'incident-report',
  'incident-ticket',
  'capture-debug-information',
]);

/** Steps that Belay takes in order when it rolls back. */
export const procedure = z.array(
  z.strictObject({
    do: action.describe('What is done.'),
    timeout: duration().optional().describe('How long it may take.'),
    tell: references('recipient').optional().describe('Who is told or paged.'),
  }),
);

export const killSwitch = z
  .strictObject({
    path: path().describe('HTTP path that rolls back at once.'),
    token: secret().describe('Bearer token that it asks for.'),
    roles: references('role').describe('Roles whose holders may use it.'),
    body: z
      .strictObject({
        required: z.array(z.enum(['reason', 'confirmed'])).describe('Fields that must be there.'),
        one_of: z
          .array(z.enum(['operator', 'version']))
          .optional()
          .describe('Fields of which one must be there.'),
      })
      .optional()
      .describe('What the request must carry.'),
  })
  .describe('An HTTP endpoint that takes all traffic back.');

export const breakGlass = z
  .strictObject({
    who: who().describe('Who may deploy past every check.'),
    skips: z.array(z.enum(['canary', 'tests', 'approval'])).describe('What such a deployment leaves out.'),
    requires: z.array(z.enum(['version', 'reason'])).describe('What must be said.'),
    announce: references('place').optional().describe('Where it is announced at once.'),
  })
  .describe('Deployments that skip the safeguards, audited and announced.');

export const emergency = z
  .strictObject({
    procedure: procedure.describe('What the one emergency command does, in order.'),
  })
  .describe('What `rollback --emergency` does besides moving traffic.');
