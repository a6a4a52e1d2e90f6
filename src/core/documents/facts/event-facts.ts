import { levelWords } from '../../budget/words.ts';
import { actorName, type PersonName } from '../../card/names.ts';
import { timeline } from '../../card/timeline.ts';
import { formatValue } from '../../judge/format.ts';
import { percent } from '../../prose.ts';
import type { Actor, Recorded, RolloutEvent, RolloutEventKind } from '../../rollout/events.ts';
import type { Plan } from '../../rollout/plan.ts';
import type { Instant } from '../../time.ts';
import { mostRows } from '../release/story.ts';
import { rollbackAccount } from '../report/rollback.ts';
import { capped } from './capped.ts';
import { idParts } from './id-part.ts';
import { count, instant, length, named } from './inputs.ts';
import type { FactInput } from './make-fact.ts';

/** What happened and when: `event/17/…`, steps as `step/…`, budgets as `budget/…`. Looks at metrics are not events here. */
export function eventFacts(
  plan: Plan,
  events: readonly Recorded[],
  personName: PersonName,
): readonly FactInput[] {
  return [
    ...capped(events, ({ event }) => event.kind !== 'measured').flatMap((one) => eventFact(one, personName)),
    ...sinceBreach(events),
    ...sinceRequest(events, personName),
    ...capped(events, ({ event }) => event.kind === 'paused').flatMap((one) => pauseFacts(one, events)),
    ...stepFacts(events),
    ...budgetFacts(events),
    ...lookCounts(plan, events),
  ];
}

/** What was recorded, where the name of the event does not say it to people. */
const told: { readonly [K in RolloutEventKind]?: string } = {
  requested: 'rollout was requested',
  started: 'rollout started',
  queued: 'rollout had to wait',
  cancelled: 'rollout was dropped',
  'step-started': 'a step began',
  'step-finished': 'a step ended',
  'stage-entered': 'stage was entered',
  'weight-confirmed': 'router confirmed the weight',
  'weight-refused': 'router refused the weight',
  'drift-found': 'router was found to do something else',
  'budget-measured': 'an error budget was read',
  'stage-extended': 'hold was extended',
  'approval-requested': 'approval was asked for',
  approved: 'a person approved',
  rejected: 'a person rejected',
  'gate-opened': 'approval was complete',
  'gate-expired': 'approval expired',
  promoted: 'a person promoted before the hold was over',
  'stage-passed': 'stage was passed',
  paused: 'rollout was paused',
  resumed: 'rollout was resumed',
  'rollback-ordered': 'rollback was ordered',
  'rollback-stepped': 'a gradual rollback took a step',
  safe: 'no new request reached the canary',
  'rolled-back': 'rollback was over',
  completed: 'rollout was completed',
  'previous-released': 'version before was let go',
  noted: 'a person noted something',
};

function eventFact({ seq, at, actor, event }: Recorded, personName: PersonName): readonly FactInput[] {
  const what = told[event.kind] ?? event.kind.replaceAll('-', ' ');
  return [
    instant([`event/${seq}/at`, `when it was recorded: ${what}`], at, `event ${seq}`),
    ...whoFact(seq, actor, what, personName),
    ...amountFacts(seq, event),
  ];
}

function whoFact(seq: number, actor: Actor, what: string, personName: PersonName): readonly FactInput[] {
  return actor.kind === 'belay'
    ? []
    : [named([`event/${seq}/by`, `who did it: ${what}`], actorName(actor, personName), `event ${seq}`)];
}

function amountFacts(seq: number, event: RolloutEvent): readonly FactInput[] {
  const source = `event ${seq}`;
  const weight = (value: number, about: string): FactInput => ({
    id: `event/${seq}/weight`,
    about,
    value,
    unit: 'percent',
    shown: percent(value),
    source,
  });
  switch (event.kind) {
    case 'weight-confirmed':
      return event.traffic.observed === null
        ? []
        : [
            {
              id: `event/${seq}/observed`,
              about: 'traffic that the canary was seen to have',
              value: event.traffic.observed,
              unit: 'percent',
              shown: percent(event.traffic.observed),
              source,
            },
            count(
              [`event/${seq}/requests`, 'requests behind the traffic seen'],
              event.traffic.requests,
              'request',
              source,
            ),
          ];
    case 'weight-refused':
      return [
        weight(event.weight, 'weight that the router refused'),
        count([`event/${seq}/attempts`, 'refusals in a row'], event.attempts, 'attempt', source),
      ];
    case 'rollback-stepped':
      return [weight(event.weight, 'weight of a gradual rollback')];
    case 'stage-extended':
      return [instant([`event/${seq}/until`, 'until when the hold was extended'], event.until, source)];
    case 'completed':
      return [
        instant(
          [`event/${seq}/kept-until`, 'until when the version before is kept'],
          event.keptUntil,
          source,
        ),
      ];
    default:
      return [];
  }
}

/** How long after the breach, or the order, each later event was: as incident reports tell it. */
function sinceBreach(events: readonly Recorded[]): readonly FactInput[] {
  const account = rollbackAccount(events);
  if (account === null) return [];
  const from = account.firstSeenAt ?? account.orderedAt;
  return capped(events, ({ at, event }) => at > from && event.kind !== 'budget-measured').map(({ seq, at }) =>
    length(
      [`event/${seq}/after-breach`, 'how long after the breach was first seen'],
      at - from,
      `event ${seq}`,
    ),
  );
}

/** How long after the request each line of the story was, as the history tells it. */
function sinceRequest(events: readonly Recorded[], personName: PersonName): readonly FactInput[] {
  const from = events[0]?.at ?? 0;
  return timeline(events, personName)
    .filter(({ at }) => at > from)
    .slice(-mostRows)
    .map(({ seq, at }) =>
      length(
        [`event/${seq}/after-request`, 'how long after the rollout was requested'],
        at - from,
        `event ${seq}`,
      ),
    );
}

const ends: ReadonlySet<string> = new Set(['resumed', 'rollback-ordered']);

function pauseFacts({ seq, at }: Recorded, events: readonly Recorded[]): readonly FactInput[] {
  const end = events.find((later) => later.seq > seq && ends.has(later.event.kind));
  const took = end === undefined ? null : end.at - at;
  return [
    length([`event/${seq}/lasted`, 'how long the pause lasted'], took, `event ${seq}`, 'it was not resumed'),
  ];
}

function stepFacts(events: readonly Recorded[]): readonly FactInput[] {
  const finished = capped(events, ({ event }) => event.kind === 'step-finished').flatMap(
    ({ seq, at, event }) => (event.kind === 'step-finished' ? [{ seq, at, event }] : []),
  );
  const parts = idParts(finished.map(({ event }) => `${event.phase}-${event.name}`));
  return finished.flatMap(({ seq, at, event }, index) => {
    const id = `step/${parts[index]}`;
    const source = `event ${seq}`;
    return [
      named([`${id}/name`, 'step'], event.name, source),
      named(
        [`${id}/result`, `result of step ${event.name} (${event.phase})`],
        event.succeeded ? 'succeeded' : 'failed',
        source,
      ),
      length([`${id}/took`, `how long step ${event.name} took (${event.phase})`], event.took, source),
      instant([`${id}/finished-at`, `when step ${event.name} finished (${event.phase})`], at, source),
    ];
  });
}

/** What this rollout was told of each budget last. */
function budgetFacts(events: readonly Recorded[]): readonly FactInput[] {
  const last = new Map<
    string,
    {
      readonly seq: number;
      readonly at: Instant;
      readonly event: Extract<RolloutEvent, { kind: 'budget-measured' }>;
    }
  >();
  for (const { seq, at, event } of events) {
    if (event.kind === 'budget-measured') last.set(event.budget, { seq, at, event });
  }
  const parts = idParts([...last.keys()]);
  return [...last].flatMap(([name, { seq, at, event }], index) => {
    const id = `budget/${parts[index]}`;
    const source = `event ${seq}`;
    return [
      named([`${id}/level`, `how the error budget ${name} stands`], levelWords[event.level], source),
      {
        id: `${id}/remaining`,
        about: `what is left of the error budget ${name}`,
        value: event.remaining,
        unit: 'ratio',
        shown: event.remaining === null ? 'not known' : formatValue(event.remaining, 'ratio'),
        source,
        at,
      },
    ];
  });
}

function lookCounts(plan: Plan, events: readonly Recorded[]): readonly FactInput[] {
  const looks = events.filter(({ event }) => event.kind === 'measured');
  const perStage = plan.stages.map((stage, index) => ({
    stage,
    index,
    many: looks.filter(({ event }) => event.kind === 'measured' && event.stage === index).length,
  }));
  return [
    count(['rollout/looks', 'times that metrics were measured'], looks.length, 'look', 'event log'),
    ...perStage
      .filter(({ many }) => many > 0)
      .map(({ stage, index, many }) =>
        count(
          [`stage-${index + 1}/looks`, `times that metrics were measured in stage ${stage.name}`],
          many,
          'look',
          'event log',
        ),
      ),
  ];
}
