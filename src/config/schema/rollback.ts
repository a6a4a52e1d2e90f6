import { z } from 'zod';
import { procedure, rollbackApproval } from './gates.ts';
import { duration, text, weight } from './leaf.ts';
import { rules } from './reference.ts';

const gradual = z.strictObject({
  steps: z
    .array(weight())
    .min(1)
    .describe('Weights on the way down, from high to low: `[20%, 10%, 5%, 1%]`.'),
  every: duration().describe('How long each of them is kept.'),
  over: duration().optional().describe('Go down evenly over this time instead.'),
});

const afterwards = z.strictObject({
  wait: duration().optional().describe('How long to wait before looking again.'),
  expect: rules().optional().describe('What must hold of stable then.'),
  no_open_incident: z.boolean().optional().describe('Whether an open incident counts as not recovered.'),
  analyse: duration().optional().describe('How far back the failure analysis looks.'),
  tasks: z
    .strictObject({
      within: duration().describe('Deadline from the rollback on.'),
      list: z.array(text()).min(1).describe('What people must do, each tracked to done.'),
    })
    .optional()
    .describe('Follow-up tasks for people.'),
});

export const rollback = z.strictObject({
  gradual: gradual
    .optional()
    .describe('How `rollback --gradual` goes down; every other rollback is instant.'),
  procedure: procedure.optional().describe('What happens besides moving traffic, in order.'),
  target: duration().optional().describe('How long a whole rollback should take at most.'),
  approval: rollbackApproval
    .optional()
    .describe('Approval of a rollback by hand; automatic and emergency ones are never gated.'),
  page: z.boolean().optional().describe('Whether a rollback pages whoever is on call.'),
  afterwards: afterwards.optional().describe('What is looked at and done once traffic is safe.'),
});
