import { actorName, type PersonName } from '../../card/names.ts';
import { listed, quoted, unstopped } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import { gateAfter } from '../../rollout/gates/gate.ts';
import type { Plan } from '../../rollout/plan.ts';
import { formatDuration } from '../../time.ts';
import { heading, list, paragraph, table } from '../blocks.ts';
import { instantText } from '../instant-text.ts';
import type { Block } from '../tree.ts';
import { causeOfPause } from './pauses.ts';

/** Who was asked, who said what, and how long it took. */
export function approvalBlocks(plan: Plan, events: readonly Recorded[], personName: PersonName): Block[] {
  const rows = events.flatMap((recorded, index) => {
    const { event } = recorded;
    if (event.kind !== 'approval-requested') return [];
    const answers = events.slice(index + 1).filter((later) => concerns(later, event.gate));
    return [
      [
        gateAfter(plan, event.stage),
        event.reason,
        instantText(recorded.at),
        ...answered(recorded, answers, personName),
      ],
    ];
  });
  if (rows.length === 0) return [heading('Approvals'), paragraph('Nobody was asked for an approval.')];
  return [
    heading('Approvals'),
    table(['After stage', 'Asked because', 'Asked', 'Answers', 'Decision', 'Waited'], rows),
  ];
}

function concerns({ event }: Recorded, gate: number): boolean {
  switch (event.kind) {
    case 'approved':
    case 'rejected':
    case 'gate-opened':
    case 'gate-expired':
      return event.gate === gate;
    default:
      return false;
  }
}

function answered(asked: Recorded, answers: readonly Recorded[], personName: PersonName): readonly string[] {
  const given = answers.flatMap(({ at, event }) => {
    const waited = formatDuration(at - asked.at);
    if (event.kind === 'approved') return [`${personName(event.person)} approved after ${waited}`];
    return event.kind === 'rejected'
      ? [`${personName(event.person)} rejected after ${waited}: ${quoted(event.reason)}`]
      : [];
  });
  const decided = answers.find(({ event }) => event.kind !== 'approved');
  return [
    given.length === 0 ? 'none' : given.join('; '),
    decided === undefined ? 'none' : decision(decided),
    decided === undefined ? 'not decided' : formatDuration(decided.at - asked.at),
  ];
}

function decision({ event }: Recorded): string {
  switch (event.kind) {
    case 'gate-opened':
      return 'approved';
    case 'rejected':
      return 'rejected';
    default:
      return 'expired';
  }
}

/** What people did by hand besides: promotions before a hold was over, pauses, notes. */
export function interventionBlocks(events: readonly Recorded[], personName: PersonName): Block[] {
  const items = events.flatMap((recorded, index) => {
    const sentence = intervention(recorded, events.slice(index + 1), personName);
    return sentence === null ? [] : [`${instantText(recorded.at)}: ${sentence}`];
  });
  return [
    heading('Interventions and pauses'),
    items.length === 0 ? paragraph('Nobody intervened and nothing was paused.') : list(items),
  ];
}

export function intervention(
  { at, actor, event }: Recorded,
  later: readonly Recorded[],
  personName: PersonName,
): string | null {
  const who = actorName(actor, personName);
  switch (event.kind) {
    case 'promoted': {
      const unmet =
        event.unmet.length === 0 ? '' : `, although not met: ${listed(event.unmet.map(unstopped))}`;
      return `${who} promoted before the hold was over${event.all ? ' and skipped the holds to come' : ''}${unmet}.`;
    }
    case 'paused':
      return causeOfPause(who, at, event.reason, actor, later);
    default:
      return null;
  }
}

export function noteBlocks(events: readonly Recorded[], personName: PersonName): Block[] {
  const notes = events.flatMap(({ at, actor, event }) =>
    event.kind === 'noted'
      ? [`${instantText(at)}, ${actorName(actor, personName)}: ${quoted(event.text)}`]
      : [],
  );
  return notes.length === 0 ? [] : [heading('Notes'), list(notes)];
}
