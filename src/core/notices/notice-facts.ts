import { bookOf } from '../documents/facts/book-of.ts';
import type { FactBook } from '../documents/facts/fact.ts';
import { fact } from '../documents/facts/make-fact.ts';
import { instantText } from '../documents/instant-text.ts';
import type { RolloutId } from '../ids.ts';
import { formatDuration } from '../time.ts';
import type { Notice } from './compose-notice.ts';

/** What a model may say to customers: times, how often they hear more, and the template's own words. */
export function noticeFacts(rollout: RolloutId, notice: Notice): FactBook {
  const { template, start, end, subject, body } = notice;
  const source = `template ${template.name}`;
  const instant = (id: string, about: string, at: number) =>
    fact({ id, about, value: at, unit: 'instant', shown: instantText(at), source: 'plan', at });
  const said = (id: string, about: string, text: string) =>
    fact({ id, about, value: text, unit: null, shown: text, source });
  const every = template.updateEvery;
  return bookOf(
    rollout,
    [
      said('notice/subject', 'subject of the notice', subject),
      said('notice/text', 'what the template tells customers', body),
      instant('notice/start', 'when customers may begin to notice something', start),
      instant('notice/end', 'when it is expected to be over', end),
      ...(every === null
        ? []
        : [
            fact({
              id: 'notice/update-every',
              about: 'how often customers hear more',
              value: every,
              unit: 'ms',
              shown: formatDuration(every),
              source,
            }),
          ]),
    ],
    [],
    [],
    null,
  );
}
