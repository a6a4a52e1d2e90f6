import { type TellingContext, tell } from './card/event-words.ts';
import { idAsName, type PersonName } from './card/names.ts';
import type { DocumentKind } from './documents/kinds.ts';
import { type Moment, momentsOf } from './documents/moments.ts';
import type { PlaceName, RolloutId } from './ids.ts';
import { announcedLines, announcedPlaces } from './notices/announced.ts';
import type { ToldNotice } from './notices/told-notice.ts';
import { alertedPlaces } from './notify/alerted.ts';
import type { Page } from './notify/page.ts';
import { alertsAbout, pagesAbout } from './notify/told-by-severity.ts';
import { counted } from './prose.ts';
import { askedPlaces, askedThrough } from './rollout/asked-places.ts';
import type { Actor, EventOf, RolloutEvent, RolloutEventKind } from './rollout/events.ts';
import { gateAt, onePerson } from './rollout/gate.ts';
import type { Gate } from './rollout/gate-plan.ts';
import { missingWords } from './rollout/missing-words.ts';
import { causeOf, procedureFor } from './rollout/procedure.ts';
import type { Rollout, Vote } from './rollout/state.ts';
import { tellTrain } from './trains/tell-train.ts';

/** Something to be said on a place; written with the events, delivered afterwards. */
export type OutboxItem =
  /** Render the rollout's card on the place; newest state wins, so one pending row per rollout and place is enough. */
  | { readonly kind: 'card'; readonly rollout: RolloutId; readonly place: PlaceName }
  /** Say one line in the rollout's thread. */
  | { readonly kind: 'line'; readonly rollout: RolloutId; readonly place: PlaceName; readonly text: string }
  /** Tell customers; a place where people talk shows it as a line. */
  | {
      readonly kind: 'notice';
      readonly rollout: RolloutId;
      readonly place: PlaceName;
      readonly notice: ToldNotice;
    }
  /** Call whoever is on call, or say that the call is over; a place where people talk shows it as a line. */
  | (Page & { readonly kind: 'page'; readonly rollout: RolloutId; readonly place: PlaceName })
  /** Take the steps that a rollback has besides moving traffic. */
  | { readonly kind: 'procedure'; readonly rollout: RolloutId }
  /** Draft a document and keep it; afterwards every place of the rollout gets it. */
  | (DocumentKeyOf & { readonly kind: 'draft' })
  /** Show a document that is kept in the rollout's thread. */
  | (DocumentKeyOf & { readonly kind: 'document'; readonly place: PlaceName });

interface DocumentKeyOf {
  readonly rollout: RolloutId;
  readonly document: DocumentKind;
  /** Tells several of one kind apart: `gate-2`; empty where there is one. */
  readonly part: string;
}

export interface Announcement {
  readonly key: string;
  readonly item: OutboxItem;
}

/** Who caused the events, for the lines that name somebody. */
export interface Speaker {
  readonly actor: Actor;
  readonly personName: PersonName;
}

/**
 * What the plan's places are told about newly decided events.
 * @param seqBefore `seq` of the last event before these; 0 for a new rollout
 * @param speaker null when it does not matter: the lines then leave out who did it
 */
export function announce(
  before: Rollout | null,
  after: Rollout,
  events: readonly RolloutEvent[],
  seqBefore: number,
  speaker: Speaker | null = null,
): Announcement[] {
  if (events.length === 0) return [];
  const lines = linesOf(before, after, events, seqBefore, speaker);
  const asked = after.origin === null ? [] : [after.origin.place];
  const places = new Set([...after.plan.places, ...asked]);
  const said = [...places].flatMap((place) => [
    cardOn(after.id, place),
    ...lines.map((line) => lineOn(after.id, place, line)),
  ]);
  const isTold = (place: PlaceName, seq: number) =>
    places.has(place) && lines.some((line) => line.seq === seq);
  const sentenceOf = (event: RolloutEvent) => tell(event, contextOf(event, after, speaker)).sentence;
  const announced = announcedLines(after, events, seqBefore, sentenceOf, isTold);
  const news = { before, after, events, seqBefore, sentenceOf };
  const alerts = alertsAbout(
    news,
    (place, seq) => isTold(place, seq) || announced.some((line) => line.place === place && line.seq === seq),
  );
  const alerted = [...alertedPlaces(after), ...askedPlaces(after), ...alerts.map(({ item }) => item.place)];
  const beside = new Set([...announcedPlaces(after), ...alerted].filter((place) => !places.has(place)));
  return tellTrain(after, [
    ...pagesAbout(news),
    ...said,
    ...[...beside].map((place) => cardOn(after.id, place)),
    ...announced.map(
      ({ seq, entry, place, text }): Announcement => ({
        key: `announced/${after.id}/${seq}/${entry}/${place}`,
        item: { kind: 'line', rollout: after.id, place, text },
      }),
    ),
    ...alerts,
    ...asksElsewhere(after, events, lines, seqBefore, isTold),
    ...noticesOf(after, events, seqBefore, places),
    ...documentsOf(before, after, events, seqBefore),
    ...proceduresOf(after, events, seqBefore),
  ]);
}

interface Line {
  readonly seq: number;
  readonly text: string;
}

function cardOn(rollout: RolloutId, place: PlaceName): Announcement {
  return { key: `card/${rollout}/${place}`, item: { kind: 'card', rollout, place } };
}

function lineOn(rollout: RolloutId, place: PlaceName, { seq, text }: Line): Announcement {
  return { key: `line/${rollout}/${seq}/${place}`, item: { kind: 'line', rollout, place, text } };
}

/** Who may approve does not always read the places of the rollout. */
function asksElsewhere(
  after: Rollout,
  events: readonly RolloutEvent[],
  lines: readonly Line[],
  seqBefore: number,
  isTold: (place: PlaceName, seq: number) => boolean,
): readonly Announcement[] {
  return events.flatMap((event, index) => {
    const line = lines.find(({ seq }) => seq === seqBefore + index + 1);
    if (line === undefined) return [];
    return [...new Set(askedThrough(event, after))]
      .filter((place) => !isTold(place, line.seq))
      .map((place) => lineOn(after.id, place, line));
  });
}

/** Word for word, in the places of its template; where there is no card yet, one comes first to hang it on. */
function noticesOf(
  after: Rollout,
  events: readonly RolloutEvent[],
  seqBefore: number,
  told: ReadonlySet<PlaceName>,
): Announcement[] {
  const sent = events.flatMap((event, index) =>
    event.kind === 'notice-sent' ? [{ event, seq: seqBefore + index + 1 }] : [],
  );
  const through = new Set(sent.flatMap(({ event }) => event.through));
  return [
    ...[...through].filter((place) => !told.has(place)).map((place) => cardOn(after.id, place)),
    ...sent.flatMap(({ event, seq }) =>
      [...new Set(event.through)].map((place) => noticeOn(after.id, place, seq, event)),
    ),
  ];
}

function noticeOn(
  rollout: RolloutId,
  place: PlaceName,
  seq: number,
  { template, subject, body, start, end, resolved }: EventOf<'notice-sent'>,
): Announcement {
  const notice = {
    ...{ template, subject, body },
    start: start ?? null,
    end: end ?? null,
    resolved: resolved ?? false,
  };
  return { key: `notice/${rollout}/${seq}/${place}`, item: { kind: 'notice', rollout, place, notice } };
}

/** Nobody is hurt any more: only now is anything else done. */
function proceduresOf(
  after: Rollout,
  events: readonly RolloutEvent[],
  seqBefore: number,
): readonly Announcement[] {
  const cause = causeOf(after);
  const safe = events.findIndex(({ kind }) => kind === 'safe');
  if (cause === null || safe === -1 || procedureFor(after, cause).length === 0) return [];
  const key = `procedure/${after.id}/${seqBefore + safe + 1}`;
  return [{ key, item: { kind: 'procedure', rollout: after.id } }];
}

/** `seq` is in the key because a completed rollout that is rolled back gets a second report. */
function draftOf(rollout: RolloutId, seq: number, { document, part, once }: Moment): Announcement {
  return {
    key: `document/${rollout}/${document}/${once ? 'once' : seq}`,
    item: { kind: 'draft', rollout, document, part },
  };
}

function linesOf(
  before: Rollout | null,
  after: Rollout,
  events: readonly RolloutEvent[],
  seqBefore: number,
  speaker: Speaker | null,
): readonly Line[] {
  const together = new Set(events.map(({ kind }) => kind));
  return events.flatMap((event, index) => {
    if (!worthALine(event, together) || isUsualWait(event, after)) return [];
    const { sentence } = tell(event, contextOf(event, after, speaker));
    return [
      { seq: seqBefore + index + 1, text: `${sentence}${tally(event, before, events.slice(0, index))}` },
    ];
  });
}

function contextOf(event: RolloutEvent, after: Rollout, speaker: Speaker | null): TellingContext {
  return {
    plan: after.plan,
    stable: after.stable?.version ?? null,
    personName: speaker?.personName ?? idAsName,
    actor: speaker?.actor ?? knownActor(event, after),
  };
}

/** Who did it, where the state remembers. */
function knownActor(event: RolloutEvent, after: Rollout): Actor | null {
  switch (event.kind) {
    case 'requested':
      return after.requestedBy;
    case 'paused':
      return after.pause?.by ?? null;
    default:
      return null;
  }
}

/** Exhaustive, so that a new kind of event has to say whether it is worth a line. */
function worthALine(event: RolloutEvent, together: ReadonlySet<RolloutEventKind>): boolean {
  switch (event.kind) {
    case 'requested':
    case 'cancelled':
    case 'started':
    case 'drift-found':
    case 'stage-extended':
    case 'approval-requested':
    case 'approved':
    case 'rejected':
    case 'promoted':
    case 'paused':
    case 'resumed':
    case 'rollback-ordered':
    case 'safe':
    case 'rolled-back':
    case 'completed':
    case 'verified':
    case 'ticked':
    case 'boxes-reminded':
    case 'notice-sent':
    case 'notice-due':
    case 'tasks-opened':
    case 'task-done':
    case 'task-reminded':
    case 'approval-reminded':
    case 'approval-escalated':
    case 'rollback-requested':
    case 'rollback-request-renewed':
    case 'rollback-refused':
    case 'advance-blocked':
    case 'advance-unblocked':
    case 'muted':
    case 'unmuted':
    case 'handed-over':
    case 'procedure-step':
    case 'paged':
    case 'marked':
      return true;
    case 'ci-observed':
      return event.state === 'failing';
    case 'stage-passed':
      return !together.has('promoted');
    case 'budget-measured':
      return event.alert !== null || !together.has('paused');
    case 'gate-expired':
      return !together.has('rollback-ordered');
    case 'step-finished':
      return !event.succeeded && !together.has('rollback-ordered');
    case 'weight-refused':
      return Number.isInteger(Math.log2(event.attempts) / 2);
    case 'queued':
    case 'step-started':
    case 'stage-entered':
    case 'weight-confirmed':
    case 'measured':
    case 'gate-opened':
    case 'rollback-stepped':
    case 'previous-released':
    case 'noted':
      return false;
  }
}

/** In a train waiting for each other is the plan; its card says who waits for whom. */
function isUsualWait(event: RolloutEvent, { phase }: Rollout): boolean {
  const waits = event.kind === 'advance-blocked' || event.kind === 'advance-unblocked';
  return waits && event.by === 'train' && phase.kind !== 'completed';
}

/** After an approval: how many of how many. */
function tally(event: RolloutEvent, before: Rollout | null, earlier: readonly RolloutEvent[]): string {
  if (event.kind !== 'approved' || before === null) return '';
  const asked = requestOf(before, event.gate);
  if (asked === null) return '';
  const { rules, votes } = asked;
  const given = votes.length + earlier.filter(({ kind }) => kind === 'approved').length + 1;
  if (rules.each === undefined && rules.everybody === undefined) {
    return ` That is ${given} of ${counted(rules.approvals, 'approval')}.`;
  }
  const { person, roles, lent } = event;
  const left = missingWords(rules, [
    ...votes,
    { person, roles, at: 0, ...(lent === undefined ? {} : { lent }) },
  ]);
  return left === '' ? '' : ` Missing: ${left}.`;
}

function requestOf(
  { plan, phase, rollbackRequest }: Rollout,
  gate: number,
): { readonly rules: Gate; readonly votes: readonly Vote[] } | null {
  if (rollbackRequest?.gate === gate) {
    return { rules: plan.rollback.approval ?? onePerson, votes: rollbackRequest.votes };
  }
  return phase.kind === 'waiting' ? { rules: gateAt(plan, phase.stage), votes: phase.votes } : null;
}

function documentsOf(
  before: Rollout | null,
  after: Rollout,
  events: readonly RolloutEvent[],
  seqBefore: number,
): readonly Announcement[] {
  const called = events.flatMap((event, index) =>
    momentsOf(event, before, after).map((moment) => draftOf(after.id, seqBefore + index + 1, moment)),
  );
  return called.filter(({ key }, index) => called.findIndex((one) => one.key === key) === index);
}
