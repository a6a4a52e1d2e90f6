import { neededOf } from '../../card/gate-approvers.ts';
import type { PersonName } from '../../card/names.ts';
import type { EventOf, Recorded } from '../../rollout/events.ts';
import { voteOf } from '../../rollout/evolve-gates.ts';
import { countedVotes, gateAfter, gateAt } from '../../rollout/gates/gate.ts';
import type { Plan } from '../../rollout/plan.ts';
import { formatDuration, type Instant } from '../../time.ts';
import { stageStays } from '../report/stages.ts';
import { count, instant, length, named } from './inputs.ts';
import type { FactInput } from './make-fact.ts';

export interface AskedGate {
  readonly gate: number;
  /** Null before anything began. */
  readonly stage: number | null;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
  readonly seq: number;
  readonly answers: readonly Recorded[];
}

/** Every request for approval with what was answered, the oldest first. */
export function askedGates(events: readonly Recorded[]): readonly AskedGate[] {
  return events.flatMap(({ seq, at, event }, index) => {
    if (event.kind !== 'approval-requested') return [];
    const { gate, stage, expiresAt } = event;
    const answers = events
      .slice(index + 1)
      .filter(({ event: later }) => answer(later.kind) && 'gate' in later && later.gate === gate);
    return [{ gate, stage, askedAt: at, expiresAt, seq, answers }];
  });
}

function answer(kind: string): boolean {
  return kind === 'approved' || kind === 'rejected' || kind === 'gate-opened' || kind === 'gate-expired';
}

/** Who was asked, who answered and when: `gate-1/…`. */
export function gateFacts(
  plan: Plan,
  events: readonly Recorded[],
  personName: PersonName,
): readonly FactInput[] {
  const stays = stageStays(events);
  return askedGates(events).flatMap((asked) => {
    const entered = stays.findLast(({ stage }) => stage === asked.stage)?.enteredAt ?? null;
    const id = `gate-${asked.gate}`;
    const name = gateAfter(plan, asked.stage);
    const of =
      asked.stage === null ? 'the approval before the release began' : `the approval after stage ${name}`;
    const decided = asked.answers.find(({ event }) => event.kind !== 'approved');
    return [
      named([`${id}/stage`, `stage that ${of} would end`], name, 'plan'),
      instant([`${id}/asked-at`, `when ${of} was asked for`], asked.askedAt, `event ${asked.seq}`),
      instant([`${id}/expires-at`, `when ${of} expires`], asked.expiresAt, `event ${asked.seq}`),
      count([`${id}/given`, `approvals given for ${of}`], votes(plan, asked).length, 'approval', 'event log'),
      count(
        [`${id}/needed`, `approvals needed for ${of}`],
        neededOf(gateAt(plan, asked.stage)),
        'approval',
        'plan',
      ),
      ...asked.answers.flatMap((one, index) =>
        answerFacts(one, asked, `${id}/answer-${index + 1}`, personName),
      ),
      length(
        [`${id}/stage-lasted`, `how long the stage had lasted when ${of} was decided`],
        decided === undefined || entered === null ? null : Math.max(1000, decided.at - entered),
        'event log',
        'not decided',
      ),
      {
        id: `${id}/waited`,
        about: `how long it took to decide ${of}`,
        value: decided === undefined ? null : decided.at - asked.askedAt,
        unit: 'duration',
        shown: decided === undefined ? 'not decided' : formatDuration(decided.at - asked.askedAt),
        source: 'event log',
      },
    ];
  });
}

/** Votes that count: distinct people with a role that the gate asks for. */
export function votes(plan: Plan, { stage, answers }: AskedGate): ReturnType<typeof countedVotes> {
  const given = answers.flatMap(({ at, event }) => (event.kind === 'approved' ? [voteOf(event, at)] : []));
  return countedVotes(gateAt(plan, stage), given);
}

function answerWord(event: EventOf<'approved'> | EventOf<'rejected'>): string {
  return event.kind === 'approved' && event.decision === 'extend'
    ? 'wanted to observe it longer'
    : event.kind;
}

function answerFacts(
  { seq, at, event }: Recorded,
  { askedAt }: AskedGate,
  id: string,
  personName: PersonName,
): readonly FactInput[] {
  if (event.kind !== 'approved' && event.kind !== 'rejected') return [];
  const waited = formatDuration(at - askedAt);
  return [
    {
      id,
      about: `answer to gate ${event.gate}`,
      value: event.kind,
      unit: null,
      shown: `${personName(event.person)} ${answerWord(event)} after ${waited}`,
      source: `event ${seq}`,
      at,
    },
  ];
}
