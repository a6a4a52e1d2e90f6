import { tell } from './card/event-words.ts';
import { type Moment, momentsOf } from './documents/moments.ts';
import type { PlaceName, RolloutId } from './ids.ts';
import { announcedLines, announcedPlaces } from './notices/announced.ts';
import { alertedPlaces } from './notify/alerted.ts';
import type { Announcement } from './notify/announcement.ts';
import { contextOf, type Line, linesOf, type Speaker } from './notify/lines.ts';
import { alertsAbout, pagesAbout } from './notify/told-by-severity.ts';
import type { EventOf, RolloutEvent } from './rollout/events.ts';
import { askedPlaces, askedThrough } from './rollout/gates/asked-places.ts';
import { causeOf, procedureFor } from './rollout/procedure.ts';
import type { Rollout } from './rollout/state.ts';
import { tellTrain } from './trains/tell-train.ts';

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
