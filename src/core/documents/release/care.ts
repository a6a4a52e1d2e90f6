import { everyCheck } from '../../card/checks.ts';
import type { PersonName } from '../../card/names.ts';
import { counted, listed, plainLine, quoted } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import { gateAfter } from '../../rollout/gates/gate.ts';
import type { Plan } from '../../rollout/plan.ts';
import type { Rollout } from '../../rollout/state.ts';
import { heading, list, paragraph } from '../blocks.ts';
import { looksOf } from '../figures/metric-figures.ts';
import { causeWords } from '../incident/seen.ts';
import { instantText } from '../instant-text.ts';
import { intervention } from '../report/people.ts';
import type { Block } from '../tree.ts';
import { closeCalls } from './close-calls.ts';

/** What a reader should not overlook, computed from the events: nothing here is an opinion. */
export function careOf(plan: Plan, events: readonly Recorded[]): readonly string[] {
  return [
    ...acted(plan, events),
    ...takenBack(events),
    ...extended(plan, events),
    ...closeCalls(plan, looksOf(events)),
    ...warned(plan, events),
    ...silent(plan, events),
    ...drifted(events),
    ...refused(events),
    ...repeated(events),
    ...gates(plan, events),
    ...frozen(events),
  ];
}

/** The same for one stage, with what people did in it. */
export function careOfStage(
  { plan }: Rollout,
  events: readonly Recorded[],
  stage: number,
  personName: PersonName,
): Block[] {
  const begin = events.findLastIndex(({ event }) => event.kind === 'stage-entered' && event.stage === stage);
  const within = begin === -1 ? [] : events.slice(begin);
  const people = within.flatMap((recorded, index) => {
    const sentence = intervention(recorded, within.slice(index + 1), personName);
    return sentence === null ? [] : [`${instantText(recorded.at)}: ${sentence}`];
  });
  const items = [...careOf(plan, within), ...people];
  const none = 'Nothing: no limit was broken, no data was missing, and nobody had to step in.';
  return [heading('What needs care'), items.length === 0 ? paragraph(none) : list(items)];
}

/** Triggers that did what they are there for. */
function acted(plan: Plan, events: readonly Recorded[]): readonly string[] {
  const did = { rollback: 'took the traffic back', pause: 'paused the rollout' } as const;
  return everyCheck(plan).flatMap(({ id, action, rule }) => {
    if (action !== 'rollback' && action !== 'pause') return [];
    const acts = looksOf(events).some(({ event }) =>
      event.verdicts.some((verdict) => verdict.check === id && verdict.acts),
    );
    return acts ? [`${quoted(rule.text)} ${did[action]}.`] : [];
  });
}

/** What else took the traffic back; a gate that did is told as what became of the gate. */
function takenBack(events: readonly Recorded[]): readonly string[] {
  const causes = events.flatMap(({ event }) =>
    event.kind === 'rollback-ordered' && event.cause.kind !== 'trigger' && event.cause.kind !== 'gate'
      ? [`The traffic was taken back: ${causeWords[event.cause.kind]}.`]
      : [],
  );
  return [...new Set(causes)];
}

function extended(plan: Plan, events: readonly Recorded[]): readonly string[] {
  return events.flatMap(({ event }) =>
    event.kind === 'stage-extended'
      ? [`Stage ${quoted(plan.stages[event.stage]?.name ?? '')} was extended: ${plainLine(event.sentence)}.`]
      : [],
  );
}

function warned(plan: Plan, events: readonly Recorded[]): readonly string[] {
  const warnings = everyCheck(plan).filter(({ action }) => action === 'warn');
  const looks = looksOf(events);
  return warnings.flatMap(({ id, rule }) => {
    const times = looks.filter(({ event }) =>
      event.verdicts.some(({ check, acts }) => check === id && acts),
    ).length;
    return times === 0
      ? []
      : [`The warning ${quoted(rule.text)} was due at ${times} of ${counted(looks.length, 'look')}.`];
  });
}

/** Looks in which checks that act had too little to go by: those that were without it alike in one line. */
function silent(plan: Plan, events: readonly Recorded[]): readonly string[] {
  const looks = looksOf(events);
  const acting = everyCheck(plan).filter(({ action }) => action !== 'warn');
  const alike = Map.groupBy(
    acting.flatMap(({ id, rule }) => {
      const said = looks.flatMap(({ event }) => event.verdicts.filter(({ check }) => check === id));
      const without = said.filter(({ verdict }) => verdict === 'no-data').length;
      return without === 0 ? [] : [{ rule, at: `${without} of ${counted(said.length, 'look')}` }];
    }),
    ({ at }) => at,
  );
  return [...alike].map(([at, checks]) => {
    const rules = checks.map(({ rule }) => quoted(rule.text));
    return `${listed(rules)} had no data, or too little of it, at ${at}.`;
  });
}

function drifted(events: readonly Recorded[]): readonly string[] {
  const times = events.filter(({ event }) => event.kind === 'drift-found').length;
  return times === 0
    ? []
    : [`The traffic was not split as it was wanted ${counted(times, 'time')}; it was set again each time.`];
}

function refused(events: readonly Recorded[]): readonly string[] {
  const times = events.filter(({ event }) => event.kind === 'weight-refused').length;
  return times === 0 ? [] : [`The router refused a weight or did not answer ${counted(times, 'time')}.`];
}

function repeated(events: readonly Recorded[]): readonly string[] {
  const again = events.flatMap(({ event }) =>
    event.kind === 'step-started' && event.attempt > 1 ? [quoted(event.name)] : [],
  );
  const failed = events.flatMap(({ event }) =>
    event.kind === 'step-finished' && !event.succeeded ? [quoted(event.name)] : [],
  );
  return [
    ...(again.length === 0 ? [] : [`Run more than once: ${listed([...new Set(again)])}.`]),
    ...(failed.length === 0 ? [] : [`Failed: ${listed([...new Set(failed)])}.`]),
  ];
}

/** Requests for approval that were not granted. */
function gates(plan: Plan, events: readonly Recorded[]): readonly string[] {
  const stages = new Map<number, number | null>();
  for (const { event } of events)
    if (event.kind === 'approval-requested') stages.set(event.gate, event.stage);
  return events.flatMap(({ event }) => {
    if (event.kind !== 'rejected' && event.kind !== 'gate-expired') return [];
    const stage = stages.get(event.gate) ?? null;
    const where = stage === null ? 'before it began' : `after stage ${quoted(gateAfter(plan, stage))}`;
    const how = event.kind === 'rejected' ? 'was rejected' : 'expired before enough people had said yes';
    return [`The approval ${where} ${how}.`];
  });
}

function frozen(events: readonly Recorded[]): readonly string[] {
  const names = events.flatMap(({ event }) =>
    event.kind === 'budget-measured' && event.level !== 'open' ? [event.budget] : [],
  );
  return [...new Set(names)].map((name) => `The error budget ${quoted(name)} was low.`);
}
