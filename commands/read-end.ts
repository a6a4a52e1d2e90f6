import { readMoment } from '../src/core/calendar/read-window.ts';
import type { FlagSpec } from '../src/core/command/spec.ts';
import { readStart } from '../src/core/notices/read-start.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import { type Instant, parseDuration } from '../src/core/time.ts';
import type { Call } from './command.ts';

/** When what is begun ends by itself. */
export const endFlags: readonly FlagSpec[] = [
  { name: 'for', value: 'duration', description: 'It ends by itself after this long, such as `2h`.' },
  {
    name: 'until',
    value: 'text',
    description: 'It ends by itself then: `2026-12-24 18:00 Europe/Berlin`.',
  },
];

/** @returns null when nothing was said of an end */
export function readEnd({ parsed, now }: Pick<Call, 'parsed' | 'now'>): Instant | null | Refusal {
  const { for: lasts, until } = parsed.flags;
  if (typeof lasts === 'string' && typeof until === 'string') {
    return refuse('two-ends', 'Say `--for` or `--until`, not both. Nothing was changed.');
  }
  if (typeof lasts === 'string') return now + (parseDuration(lasts) ?? 0);
  if (typeof until !== 'string') return null;
  const moment = readMoment(until, 'later');
  const at = moment.kind === 'moment' ? moment.at : readStart(until, now);
  if (at === null) {
    return refuse(
      'bad-moment',
      'Write the end with its time zone, such as `--until "2026-12-24 18:00 Europe/Berlin"` or `--until 2026-12-24T18:00Z`. Nothing was changed.',
    );
  }
  if (at <= now) return refuse('past', 'That end is over already. Nothing was changed.');
  return at;
}
