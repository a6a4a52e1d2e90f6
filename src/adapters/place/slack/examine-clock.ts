import { formatDuration, type Instant } from '../../../core/time.ts';
import type { Finding } from '../../../ports/examine.ts';

/** Requests of Slack are refused when they seem older than this, or as much too young. */
const mostSkew = 300_000;
const noticeable = 30_000;
const timeout = 8000;

interface ClockOptions {
  readonly name: string;
  readonly apiUrl: string | null;
  readonly clock: () => Instant;
}

/** Compares this machine's clock with Slack's; nothing is said when Slack does not tell the time. */
export async function examineClock({ name, apiUrl, clock }: ClockOptions): Promise<readonly Finding[]> {
  const date = await dateOf(apiUrl ?? 'https://slack.com/api/');
  if (date === null) return [];
  const about = `Slack, place ${name}: clock`;
  const skew = Math.abs(clock() - date);
  if (skew < noticeable)
    return [{ about, state: 'ok', sentence: 'The clock here agrees with that of Slack.' }];
  const apart = `The clock here is ${formatDuration(skew)} ${clock() > date ? 'ahead of' : 'behind'} that of Slack.`;
  return skew < mostSkew
    ? [
        {
          about,
          state: 'warning',
          sentence: `${apart} From 5m on, commands and clicks would be refused as replayed. Let the machine set its clock by NTP.`,
        },
      ]
    : [
        {
          about,
          state: 'error',
          sentence: `${apart} Commands and clicks are refused as replayed. Let the machine set its clock by NTP.`,
        },
      ];
}

async function dateOf(apiUrl: string): Promise<Instant | null> {
  try {
    const url = new URL('api.test', apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);
    const response = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(timeout) });
    await response.body?.cancel();
    const date = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(date) ? null : date;
  } catch {
    return null;
  }
}
