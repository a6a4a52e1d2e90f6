import type { PlaceName, RolloutId } from '../ids.ts';
import type { RolloutEvent } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import { alertedBy } from './alerted.ts';
import type { Page } from './page.ts';
import { pagesOf, pagesOver } from './pages.ts';
import { warned } from './severity.ts';

/** New events of one rollout. */
export interface News {
  readonly before: Rollout | null;
  readonly after: Rollout;
  readonly events: readonly RolloutEvent[];
  /** `seq` of the last event before these. */
  readonly seqBefore: number;
  readonly sentenceOf: (event: RolloutEvent) => string;
}

interface About {
  readonly rollout: RolloutId;
  readonly place: PlaceName;
}
interface Alert {
  readonly key: string;
  readonly item: About & { readonly kind: 'line'; readonly text: string };
}
interface Called {
  readonly key: string;
  readonly item: About & Page & { readonly kind: 'page' };
}

/**
 * Lines for who hears of what is new by how bad it is.
 * @param heard whether that place reads of the event anyway
 */
export function alertsAbout(news: News, heard: (place: PlaceName, seq: number) => boolean): readonly Alert[] {
  const { before, after, events, seqBefore } = news;
  return events.flatMap((event, index) => {
    const seq = seqBefore + index + 1;
    return alertedBy(before, event, after)
      .filter((place) => !heard(place, seq))
      .map((place) => ({
        key: `alert/${after.id}/${seq}/${place}`,
        item: { kind: 'line', rollout: after.id, place, text: sentenceOf(event, news) },
      }));
  });
}

/** Calls: once for each event and pager. */
export function pagesAbout(news: News): readonly Called[] {
  const { before, after, events, seqBefore } = news;
  const called = events.flatMap((event, index) =>
    pagesOf(before, event, after, seqBefore + index + 1).map((call) => ({
      call,
      sentence: sentenceOf(event, news),
    })),
  );
  const over = pagesOver(before, after).map((call) => ({ call, sentence: 'It is decided.' }));
  return [...called, ...over].flatMap(({ call: { through, severity, incident, state }, sentence }) =>
    through.map((place) => ({
      key: `page/${incident}/${state}/${place}`,
      item: { kind: 'page' as const, rollout: after.id, place, severity, sentence, incident, state },
    })),
  );
}

function sentenceOf(event: RolloutEvent, { before, after, sentenceOf }: News): string {
  if (event.kind !== 'measured') return sentenceOf(event);
  const warnings = warned(before, after).map(({ sentence }) => sentence);
  return `Warning: ${warnings.join('; ')}.`;
}
