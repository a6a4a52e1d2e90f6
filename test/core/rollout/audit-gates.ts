import { expect } from 'vitest';
import type { Actor, EventOf, Recorded, RolloutEventKind } from '../../../src/core/rollout/events.ts';
import type { Gate } from '../../../src/core/rollout/gates/gate-plan.ts';
import type { Plan } from '../../../src/core/rollout/plan.ts';

interface Audited {
  readonly plan: Plan;
  readonly requester: Actor;
  readonly log: readonly Recorded[];
}

type Approved = EventOf<'approved'>;

function find<K extends RolloutEventKind>(log: readonly Recorded[], kind: K) {
  return log.filter((one): one is Recorded<EventOf<K>> => one.event.kind === kind);
}

/** Every gate opened with enough different people and rights, and nothing went past one. Read from the log alone. */
export function auditGates(audited: Audited): void {
  for (const opened of find(audited.log, 'gate-opened')) auditOpening(audited, opened);
  auditExtended(audited);
  auditEntry(audited);
  auditRollbacks(audited);
  auditBlocks(audited);
  auditUrging(audited);
}

function auditOpening(
  { plan, requester, log }: Audited,
  { seq, event }: Recorded<EventOf<'gate-opened'>>,
): void {
  const before = log.slice(0, seq - 1);
  const back = find(before, 'rollback-requested').find((one) => one.event.gate === event.gate);
  const asked = find(before, 'approval-requested').at(-1)?.event;
  if (back === undefined) expect(event.gate, 'another gate opened than the one asked for').toBe(asked?.gate);
  const rules =
    back !== undefined
      ? plan.rollback.approval
      : asked?.stage === null
        ? plan.entry
        : (plan.stages[asked?.stage ?? -1]?.gate ?? undefined);
  const whose = back?.actor ?? requester;
  const votes = votesFor(before, event.gate);
  for (const vote of votes) {
    expect(vote.decision ?? 'go-on', 'a gate opened although somebody wanted to look longer').toBe('go-on');
    if (rules?.confirms !== undefined) expect(vote.confirmed).toEqual(rules.confirms);
  }
  expect(suffices(rules ?? anyone, votes, whose), 'too few people approved').toBe(true);
  const closed = [
    ...find(before, 'rejected'),
    ...find(before, 'gate-expired'),
    ...find(before, 'rollback-refused'),
  ];
  expect(
    closed.some((one) => one.event.gate === event.gate),
    'a closed gate opened',
  ).toBe(false);
}

const anyone = { approvals: 1, roles: [], requesterMayApprove: true } as unknown as Gate;

function votesFor(log: readonly Recorded[], gate: number): readonly Approved[] {
  return find(log, 'approved')
    .map(({ event }) => event)
    .filter((event) => event.gate === gate);
}

/** Tries every way to say whose right each vote used; slow and plain on purpose. */
export function suffices(rules: Gate, votes: readonly Approved[], requester: Actor): boolean {
  const people = votes.map(({ person }) => person);
  if (new Set(people).size !== people.length) return false;
  const barred = rules.requesterMayApprove || requester.kind !== 'person' ? null : requester.person;
  const options = votes.map(({ person, roles, lent = {} }) => {
    const own = { who: person as string, roles: roles.filter((role) => lent[role] === undefined) };
    const borrowed = [...new Set(Object.values(lent))].map((who) => ({
      who: who as string,
      roles: roles.filter((role) => lent[role] === who),
    }));
    return person === barred ? [] : [own, ...borrowed].filter(({ who }) => who !== barred);
  });
  const holds = (chosen: readonly { who: string; roles: readonly string[] }[]): boolean => {
    if (new Set(chosen.map(({ who }) => who)).size !== chosen.length) return false;
    const counting = chosen.filter(
      ({ roles }) =>
        rules.roles.length === 0 || roles.some((role) => (rules.roles as string[]).includes(role)),
    );
    const named = (rules.everybody ?? []).every((who) => chosen.some((one) => one.who === who));
    return counting.length >= rules.approvals && named && fills(rules.each ?? [], chosen);
  };
  const any = (from: number, chosen: readonly { who: string; roles: readonly string[] }[]): boolean =>
    from === options.length
      ? holds(chosen)
      : any(from + 1, chosen) || (options[from] ?? []).some((one) => any(from + 1, [...chosen, one]));
  return any(0, []);
}

function fills(
  each: readonly string[],
  people: readonly { who: string; roles: readonly string[] }[],
): boolean {
  const [role, ...others] = each;
  if (role === undefined) return true;
  return people.some(
    (one) =>
      one.roles.includes(role) &&
      fills(
        others,
        people.filter((other) => other !== one),
      ),
  );
}

/** Whether people asked to look longer, and not the plan. */
export function isByPeople(
  log: readonly Recorded[],
  { seq, event }: Recorded<EventOf<'stage-extended'>>,
): boolean {
  const before = log.slice(0, seq - 1);
  const last = before.findLast(
    (one) =>
      one.event.kind === 'approval-requested' ||
      one.event.kind === 'stage-extended' ||
      one.event.kind === 'stage-entered',
  );
  return last?.event.kind === 'approval-requested' && last.event.stage === event.stage;
}

function auditExtended({ plan, requester, log }: Audited): void {
  for (const extended of find(log, 'stage-extended').filter((one) => isByPeople(log, one))) {
    const before = log.slice(0, extended.seq - 1);
    const gate = find(before, 'approval-requested').at(-1)?.event.gate ?? 0;
    const votes = votesFor(before, gate);
    const rules = plan.stages[extended.event.stage]?.gate;
    expect(rules?.decides, 'a plain gate was extended').toContain('extend');
    expect(votes.map(({ decision }) => decision)).toContain('extend');
    expect(rules != null && suffices(rules, votes, requester), 'extended before everybody decided').toBe(
      true,
    );
  }
}

function auditEntry({ plan, log }: Audited): void {
  const [started] = find(log, 'started');
  if (plan.entry === undefined || started === undefined) return;
  const opened = find(log.slice(0, started.seq), 'gate-opened');
  expect(opened, 'it began before it was approved').toHaveLength(1);
  expect(find(log, 'approval-requested')[0]?.event.stage).toBeNull();
}

/** By hand only with the approval that the plan asks for, or as an emergency; whoever asked for it is named. */
function auditRollbacks({ plan, log }: Audited): void {
  for (const { seq, event } of find(log, 'rollback-ordered')) {
    const { cause } = event;
    if (cause.kind !== 'person' || plan.rollback.approval === undefined) continue;
    const before = log.slice(0, seq - 1);
    if (cause.emergency === true || find(before, 'rollback-ordered').length > 0) continue;
    const asked = find(before, 'rollback-requested').at(-1);
    const last = before.at(-1)?.event;
    expect(last, 'a rollback went past its approval').toMatchObject({
      kind: 'gate-opened',
      gate: asked?.event.gate,
    });
    expect(cause.reason).toBe(asked?.event.reason);
    expect(cause.askedBy).toBe(asked?.actor.kind === 'person' ? asked.actor.person : undefined);
  }
}

/** While something bars the way nothing begins, is entered or is left. */
function auditBlocks({ log }: Audited): void {
  const blocks = new Set<string>();
  for (const { event } of log) {
    if (event.kind === 'advance-blocked') blocks.add(event.by);
    if (event.kind === 'advance-unblocked') blocks.delete(event.by);
    const forward = ['started', 'stage-entered', 'stage-passed'].includes(event.kind);
    if (forward) expect([...blocks], `${event.kind} although it was blocked`).toEqual([]);
  }
}

/** Nobody is urged about what is decided, and escalation comes once. */
function auditUrging({ log }: Audited): void {
  for (const { seq, event } of [...find(log, 'approval-reminded'), ...find(log, 'approval-escalated')]) {
    const over = log
      .slice(0, seq - 1)
      .some(
        ({ event: one }) =>
          (one.kind === 'gate-opened' || one.kind === 'rejected' || one.kind === 'gate-expired') &&
          one.gate === event.gate,
      );
    expect(over, 'people were urged about a gate that was decided').toBe(false);
  }
  const escalated = find(log, 'approval-escalated').map(({ event }) => event.gate);
  expect(new Set(escalated).size).toBe(escalated.length);
}
