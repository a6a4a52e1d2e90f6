import { z } from 'zod';
import { text } from './leaf.ts';
import { name, reference, who } from './reference.ts';

/** Verbs of the grammar that can be allowed to roles. Whatever is not allowed here is refused. */
export const verbs = [
  'status',
  'explain',
  'ask',
  'report',
  'audit',
  'deploy',
  'prepare-migration',
  'promote',
  'promote-all',
  'verify',
  'approve',
  'reject',
  'pause',
  'resume',
  'rollback',
  'note',
  'tick',
  'done',
  'notice',
  'lock',
  'unlock',
  'delegate',
  'hand-over',
  'mark',
  'mute',
  'freeze',
  'break-glass',
  'emergency-rollback',
] as const;
export type Verb = (typeof verbs)[number];

const accounts = z.strictObject({
  console: text().optional().describe('Name on the web console; the key under `people` when left out.'),
  terminal: text().optional().describe('Name in the terminal; the key under `people` when left out.'),
  slack: z
    .string()
    .regex(/^[A-Z0-9]+\/[A-Z0-9]+$/, {
      error: 'A Slack account is written `TEAM_ID/USER_ID`, such as `T0123/U0456`.',
    })
    .optional()
    .describe('Slack team id and user id, `T0123/U0456`; never a display name.'),
  discord: z
    .string()
    .regex(/^\d+$/, { error: 'A Discord account is the user id, digits in quotes.' })
    .optional()
    .describe('Discord user id, in quotes.'),
  github: z
    .string()
    .regex(/^\d+$/, {
      error:
        'A GitHub account is the user id, digits in quotes; a login can be given up and taken by somebody else.',
    })
    .optional()
    .describe('GitHub user id, in quotes; never the login, which can change hands.'),
  pagerduty: z
    .string()
    .regex(/^[A-Z0-9]{5,20}$/, {
      error:
        'A PagerDuty account is the user id, such as `PABC123`; it stands in the address of the profile.',
    })
    .optional()
    .describe('PagerDuty user id, for roles that are held by whoever is on call.'),
});

const contact = z.strictObject({
  phone: text().optional().describe('Telephone number.'),
  email: text().optional().describe('Email address.'),
  available: z
    .enum(['always', 'business-hours', 'escalation-only'])
    .describe('When this person may be called: always, in business hours, or as an escalation only.'),
});

const person = z.strictObject({
  name: text().optional().describe('Name shown to people; the key when left out.'),
  roles: z.array(name()).optional().describe('Roles this person holds.'),
  accounts: accounts.optional().describe('Who this person is on each place, by immutable id.'),
  contact: contact.optional().describe('How and when to call this person; shown when it matters.'),
});

export const people = z.record(name(), person).describe('Everybody who may speak to Belay, by a short key.');

const role = z.strictObject({
  slack_group: z
    .string()
    .regex(/^[TE][A-Z0-9]+\/S[A-Z0-9]+$/, {
      error:
        'A Slack user group is written `TEAM_ID/GROUP_ID`, such as `T0123/S0456`; its handle can change.',
    })
    .optional()
    .describe('Held by members of this Slack user group: team id and group id, `T0123/S0456`.'),
  discord_role: z
    .string()
    .regex(/^\d{5,25}\/\d{5,25}$/, {
      error: 'A Discord role is written `GUILD_ID/ROLE_ID`, digits in quotes; its name can change.',
    })
    .optional()
    .describe('Held by whoever has this role on the Discord server: guild id and role id, in quotes.'),
  github_team: z
    .string()
    .regex(/^\d+\/\d+$/, {
      error: 'A GitHub team is written `ORG_ID/TEAM_ID`, digits in quotes; its name can change.',
    })
    .optional()
    .describe('Held by members of this GitHub team: numeric ids of organization and team, in quotes.'),
  on_call: z
    .strictObject({
      place: reference('place').describe('The pager place that knows the schedule.'),
      schedule: text().describe('Id of the schedule in the pager, such as `PABC123`.'),
    })
    .optional()
    .describe('Held by whoever is on call now, resolved from the pager.'),
  contact: contact.optional().describe('How to reach the holders of this role together.'),
});

export const roles = z
  .record(name(), role)
  .describe('Roles whose holders are found out elsewhere when it matters, and how to reach them.');

export const access = z
  .strictObject(
    Object.fromEntries(verbs.map((verb) => [verb, allowed(verb)])) as Record<
      Verb,
      ReturnType<typeof allowed>
    >,
  )
  .describe('Which roles may use which command; what is not listed is refused.');

function allowed(verb: string) {
  return who()
    .optional()
    .describe(
      `Who may \`${verb}\`: a role, a list of roles, or \`anyone\` declared under \`people\`.${usual(verb)}`,
    );
}

function usual(verb: string): string {
  if (verb === 'explain' || verb === 'ask') return ' Whoever may `status` when left out.';
  if (verb === 'emergency-rollback') return ' Whoever may `rollback` when left out.';
  if (verb === 'verify') return ' Whoever may `promote` when left out.';
  return verb === 'prepare-migration' ? ' Whoever may `deploy` when left out.' : '';
}
