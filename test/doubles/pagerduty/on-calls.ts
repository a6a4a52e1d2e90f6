import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

/** One stretch of duty. Times are Unix milliseconds; null is for ever. */
export interface OnCallEntry {
  readonly user: string;
  readonly schedule: string;
  readonly level: number;
  readonly start: number | null;
  readonly end: number | null;
}

interface Answer {
  readonly status: number;
  readonly content: object;
}

const ninetyDays = 90 * 86_400_000;
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** `GET /oncalls` as the reference has it: entries that overlap the asked time, of every escalation level. */
export function answerOnCalls(
  { token, onCalls }: { readonly token: string; readonly onCalls: readonly OnCallEntry[] },
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  query: URLSearchParams,
): Answer {
  if (method !== 'GET') return { status: 405, content: {} };
  if (headers.authorization !== `Token token=${token}`) {
    return { status: 401, content: { error: { message: 'Unauthorized', code: 2006 } } };
  }
  const since = moment.safeParse(query.get('since') ?? new Date().toISOString());
  const until = moment.safeParse(query.get('until') ?? new Date(Date.now() + 1).toISOString());
  if (!since.success || !until.success) return invalid('since or until is no moment.');
  const [from, to] = [since.data, until.data];
  if (to <= from || to - from > ninetyDays) return invalid('until lies outside of what can be asked.');
  const schedules = query.getAll('schedule_ids[]');
  const found = onCalls.filter(
    ({ schedule, start, end }) =>
      (schedules.length === 0 || schedules.includes(schedule)) &&
      (start === null || start < to) &&
      (end === null || end > from),
  );
  const oncalls = found.map(({ user, schedule, level, start, end }) => ({
    escalation_policy: { id: 'PPOLICY', type: 'escalation_policy_reference', summary: 'Usual' },
    escalation_level: level,
    schedule: { id: schedule, type: 'schedule_reference', summary: 'Rota' },
    user: { id: user, type: 'user_reference', summary: 'Somebody' },
    start: start === null ? null : iso(start),
    end: end === null ? null : iso(end),
  }));
  return { status: 200, content: { oncalls, limit: 100, offset: 0, more: false, total: null } };
}

function invalid(message: string): Answer {
  return {
    status: 400,
    content: { error: { message: 'Invalid Input Provided', code: 2001, errors: [message] } },
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
