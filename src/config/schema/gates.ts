import { z } from 'zod';
import { ProcedureAction } from '../../core/rollout/procedure-plan.ts';
import { argv, duration, path, positiveDuration, text } from './leaf.ts';
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
  each: references('role')
    .optional()
    .describe('Roles of which one person each must agree besides; nobody counts for two of them.'),
  remind: z
    .array(positiveDuration())
    .optional()
    .describe(
      'How long before it expires people are reminded, `[30m, 5m]`; 15m when left out and people have an hour or more.',
    ),
  escalate: z
    .strictObject({
      after: positiveDuration().describe('How long nobody may have decided.'),
      tell: references('place').optional().describe('Places that are told then.'),
      page: z.boolean().optional().describe('Whether whoever is on call is paged then.'),
    })
    .optional()
    .describe('Who else hears of it when nobody decides.'),
};

/** Approval by people, in full. */
export const approval = z.strictObject({
  approvals: z
    .int()
    .min(1)
    .max(20)
    .optional()
    .describe(
      'How many distinct people must say yes; 1 when left out, and none besides `each` or `consensus`.',
    ),
  of: references('role')
    .optional()
    .describe('Roles whose holders count; those who may `approve` when left out.'),
  ...approvalFields,
});

const signOff = z.enum(['go-on', 'extend', 'roll-back']);

/** Where a stage can also be observed once more. */
export const stageApproval = approval.extend({
  decides: z
    .array(signOff)
    .min(1)
    .optional()
    .describe(
      'What people can decide: `go-on` and `roll-back` when left out, `extend` observes it once more.',
    ),
  extend_by: positiveDuration()
    .optional()
    .describe('How much longer `extend` observes; the hold of the stage when left out.'),
});

/** A rollback that nobody decides stays asked for, and one that is refused leaves everything as it is. */
export const rollbackApproval = approval.omit({ on_reject: true, on_expiry: true, checklist: true });

/** What an environment says about approvals for all its plans. */
export const approvalDefaults = approval.partial();

/** Steps that Belay takes in order when it rolls back. */
export const procedure = z.array(
  z.strictObject({
    do: ProcedureAction.describe('What is done.'),
    run: argv()
      .optional()
      .describe(
        'Program and arguments that do it, for what Belay cannot do by itself; `{version}`, `{stable}`, `{service}` and `{environment}` are filled in. Never a shell line.',
      ),
    timeout: duration().optional().describe('How long it may take; 2m when left out.'),
    tell: references('recipient').optional().describe('Who is told or paged.'),
  }),
);

export const killSwitch = z
  .strictObject({
    path: path().optional().describe('HTTP path that rolls back at once; `/ops/canary/abort` when left out.'),
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
    announce: references('place')
      .optional()
      .describe('Where it is announced at once, besides the places of its environment; pagers are called.'),
    second_person: z
      .boolean()
      .optional()
      .describe(
        'Whether somebody else of `who` must agree first; true when left out. Waiving it is said aloud.',
      ),
    review_within: positiveDuration()
      .optional()
      .describe('How long people have afterwards to look at it; 24h when left out.'),
  })
  .describe('Deployments that skip the safeguards, audited and announced.');

export const emergency = z
  .strictObject({
    procedure: procedure.describe('What the one emergency command does, in order.'),
  })
  .describe('What `rollback --emergency` does besides moving traffic.');
