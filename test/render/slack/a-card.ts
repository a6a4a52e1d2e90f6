import type { Card } from '../../../src/core/card/card.ts';
import { exampleCard } from '../../handlers/cli/example-card.ts';

/** A canary at 5 % that is observed; nobody has been asked for anything. */
export function aCard(changes: Partial<Record<keyof Card, unknown>> = {}): Card {
  return exampleCard({ source: null, origin: null, decisions: [], ...changes });
}

const noon = Date.UTC(2026, 2, 2, 12, 0, 0);

/** The same, waiting for two approvals, with one given. */
export function aWaitingCard(changes: Partial<Record<keyof Card, unknown>> = {}): Card {
  return aCard({
    phase: 'waiting for approval',
    tone: 'warning',
    source: { repository: 'acme/shop', commit: 'a1b2c3d4'.repeat(5), pull: 412 },
    approval: {
      gate: 1,
      stage: 'half',
      towards: 'everybody',
      needed: 2,
      roles: ['team-lead', 'sre-oncall'],
      given: [{ person: 'Mira', at: noon }],
      expiresAt: noon + 7_200_000,
      reason: 'The last stage is everybody.',
      eligible: [
        { person: 'ada', name: 'Ada Lovelace' },
        { person: 'jonas', name: 'Jonas' },
      ],
    },
    actions: [
      anAction('Approve', 'approve r-0123456789 --gate 1', 'primary', 'approve'),
      { ...anAction('Reject', 'reject r-0123456789 --gate 1', 'danger', 'reject'), wantsReason: true },
      { ...anAction('Roll back', 'rollback r-0123456789', 'danger', 'rollback'), wantsReason: true },
    ],
    ...changes,
  });
}

/** The same once Ada and Mira said yes. */
export function anApprovedCard(changes: Partial<Record<keyof Card, unknown>> = {}): Card {
  return aCard({
    decisions: [
      {
        gate: 1,
        stage: 'half',
        outcome: 'approved',
        votes: [
          { person: 'Mira', at: noon },
          { person: 'Ada Lovelace', at: noon + 60_000 },
        ],
        by: null,
        reason: null,
        at: noon + 60_000,
      },
    ],
    ...changes,
  });
}

export function anAction(label: string, command: string, style: string, verb: string) {
  return { label, command, style, verb, wantsReason: false };
}
