import { z } from 'zod';
import type { RoleSource } from '../../core/access/role-source.ts';
import { Failure } from '../../core/failure.ts';
import type { Instant } from '../../core/time.ts';
import type { Member } from '../../ports/memberships.ts';
import { unknownMembership } from './unknown.ts';

/** Where the REST API is, when nobody says otherwise. */
const pagerdutyApi = 'https://api.pagerduty.com';

export interface PagerdutyRest {
  readonly token: string;
  /** PagerDuty's own when null. */
  readonly apiUrl: string | null;
}

const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .nullable();

const OnCalls = z.object({
  oncalls: z.array(
    z.object({
      escalation_level: z.number().int(),
      user: z.object({ id: z.string() }),
      schedule: z.object({ id: z.string() }).nullable(),
      start: moment,
      end: moment,
    }),
  ),
});

/** A handover lies between two entries, and both are told; long enough for clocks that differ a little. */
const looked = 1000;

/**
 * Whoever is called first by a schedule now: level 1 of any escalation policy that uses it.
 * @throws Failure membership-unknown
 */
export async function onCall(
  { token, apiUrl }: PagerdutyRest,
  { schedule }: Extract<RoleSource, { kind: 'on-call' }>,
  now: Instant,
  signal: AbortSignal,
): Promise<readonly Member[]> {
  const url = new URL(`${(apiUrl ?? pagerdutyApi).replace(/\/+$/, '')}/oncalls`);
  url.searchParams.append('schedule_ids[]', schedule);
  url.searchParams.set('since', new Date(now).toISOString());
  url.searchParams.set('until', new Date(now + looked).toISOString());
  url.searchParams.set('limit', '100');
  const answer = await asked(url, token, signal);
  const { oncalls } = OnCalls.parse(answer);
  const current = oncalls.filter(
    (one) =>
      one.escalation_level === 1 &&
      one.schedule?.id === schedule &&
      (one.start === null || one.start <= now) &&
      (one.end === null || now < one.end),
  );
  return current.map(({ user, end }) => ({ account: user.id, until: end }));
}

async function asked(url: URL, token: string, signal: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(url, {
      headers: {
        accept: 'application/vnd.pagerduty+json;version=2',
        authorization: `Token token=${token}`,
      },
      redirect: 'error',
      signal,
    });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    throw unknownMembership(refused(response.status));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw unknownMembership('PagerDuty could not be asked who is on call. Try again in a moment.', error);
  }
}

function refused(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'PagerDuty does not take the API token, so it does not say who is on call. Put a valid one (read-only suffices) into the `token` of the pager.';
    case 400:
    case 404:
      return 'PagerDuty does not know that schedule. Correct `on_call.schedule` in belay.yml.';
    case 429:
      return 'PagerDuty takes no more questions for a moment. Try again in a minute.';
    default:
      return `PagerDuty answered with status ${status} instead of saying who is on call. Try again in a moment.`;
  }
}
