import { type Access, refuseAccess, type Speaker } from '../src/core/access/access.ts';
import { auditTree } from '../src/core/audit/document.ts';
import type { StoryLine } from '../src/core/audit/story.ts';
import { EnvironmentName, ServiceName } from '../src/core/ids.ts';
import { refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import { tellLog, type Wanted } from '../src/ledger/tell-log.ts';
import { type AuditSpan, readSpan } from './audit-span.ts';
import type { Call, Command, Desk } from './command.ts';
import { findRollout } from './find-rollout.ts';
import { environment, target } from './shared-arguments.ts';

export const audit: Command = {
  spec: {
    name: 'audit',
    aliases: ['history', 'log'],
    summary:
      'Who did what and when, from the log that cannot be altered: of a rollout, or of everything on one day.',
    usage: ['audit shop', 'audit r-0123456789', 'audit day', 'audit day 2026-11-21', 'audit --since 24h'],
    args: [
      {
        ...target,
        required: false,
        description:
          'A rollout id, a service with one rollout under way, or `day` for everything of one day.',
      },
      {
        name: 'date',
        required: false,
        description: 'Which day, as 2026-11-21 in UTC; today when left out.',
        kind: 'text',
      },
      environment,
    ],
    flags: [{ name: 'since', value: 'duration', description: 'Everything since then, such as 24h.' }],
    verb: 'audit',
    kind: 'reads',
    group: 'figures',
    slow: 'The whole log is read and its chain proved.',
  },
  async run(call, desk) {
    const span = readSpan(call, desk.config);
    if ('code' in span) return span;
    if (span.kind === 'day') {
      const denied = refuseAccess(desk.access, call.speaker, 'audit', null);
      return denied ?? (await told(call, desk, span, { ...span, stream: null }));
    }
    const rollout = await findRollout(call, desk, 'audit');
    if ('kind' in rollout) return rollout;
    if (call.parsed.args['date'] !== undefined)
      return refuse('bad-date', 'A day is asked for by `audit day 2026-11-21`; a rollout is told whole.');
    const whole = { kind: 'rollout', title: rollout.id, since: 0, until: call.now + 1 } as const;
    return told(call, desk, whole, { ...whole, stream: rollout.id });
  },
};

async function told(call: Call, desk: Desk, span: AuditSpan, wanted: Wanted): Promise<Reply> {
  const log = await tellLog(desk.store, wanted, desk.personName);
  const seen = log.lines.filter((line) => maySee(desk.access, call.speaker, line));
  return {
    kind: 'document',
    tree: auditTree(span, { ...log, lines: seen, unseen: log.lines.length - seen.length }, call.now),
  };
}

function maySee(access: Access, speaker: Speaker, { environment: where, service }: StoryLine): boolean {
  const place = EnvironmentName.safeParse(where);
  const what = ServiceName.safeParse(service);
  return (
    refuseAccess(
      access,
      speaker,
      'audit',
      place.success ? place.data : null,
      what.success ? what.data : undefined,
    ) === null
  );
}
