import { GithubError } from './github-error.ts';

const minute = 60_000;
const contentPerMinute = 80;
const contentPerHour = 500;
const pointsPerMinute = 900;

/** GitHub's secondary limits: 80 things created a minute and 500 an hour, 900 points a minute of which a write is 5. */
export interface SecondaryLimits {
  enforced: boolean;
  /** @throws GithubError 403 with Retry-After */
  count(method: string, path: string): void;
}

export function createSecondaryLimits(clock: () => number): SecondaryLimits {
  const created: number[] = [];
  const points: { readonly at: number; readonly weight: number }[] = [];
  return {
    enforced: false,
    count(method, path) {
      if (!this.enforced) return;
      const now = clock();
      const weight = method === 'GET' ? 1 : 5;
      const used = points
        .filter(({ at }) => at > now - minute)
        .reduce((sum, one) => sum + one.weight, weight);
      if (used > pointsPerMinute)
        throw tooMuch(
          oldestSince(
            points.map(({ at }) => at),
            now,
            minute,
          ),
        );
      if (createsContent(method, path)) {
        if (created.filter((at) => at > now - minute).length >= contentPerMinute) {
          throw tooMuch(oldestSince(created, now, minute));
        }
        if (created.filter((at) => at > now - 60 * minute).length >= contentPerHour) {
          throw tooMuch(oldestSince(created, now, 60 * minute));
        }
        created.push(now);
      }
      points.push({ at: now, weight });
    },
  };
}

/** Seconds until the oldest within the window leaves it. */
function oldestSince(times: readonly number[], now: number, window: number): number {
  const oldest = times.find((at) => at > now - window) ?? now;
  return Math.max(1, Math.ceil((oldest + window - now) / 1000));
}

function createsContent(method: string, path: string): boolean {
  return (
    method === 'POST' && /\/(comments|issues|reactions|releases|check-runs|deployments|statuses)$/.test(path)
  );
}

export function tooMuch(retryAfter: number, status = 403): GithubError {
  return new GithubError(
    status,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    { headers: { 'retry-after': String(retryAfter) } },
  );
}
