import type { Config } from '../src/config/config.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import { type Instant, parseDuration } from '../src/core/time.ts';
import type { Call } from './command.ts';

const day = 86_400_000;

export interface AuditSpan {
  readonly kind: 'rollout' | 'day';
  /** What is told: `r-0123456789`, `2026-11-21`. */
  readonly title: string;
  /** Inclusive. */
  readonly since: Instant;
  /** Exclusive. */
  readonly until: Instant;
}

/** Whether everything of a time is asked for, or one rollout. Days begin and end at midnight UTC. */
export function readSpan(call: Call, { services }: Pick<Config, 'services'>): AuditSpan | Refusal {
  const { target, date } = call.parsed.args;
  const since = call.parsed.flags['since'];
  const until = call.now + 1;
  const wantsDay = target === 'day' && !services.some((service) => service === target);
  if (typeof since === 'string') {
    const span = parseDuration(since) ?? 0;
    if (target !== undefined || span <= 0)
      return refuse('bad-span', '`--since` stands alone and takes a time: `audit --since 24h`.');
    return { kind: 'day', title: `the last ${since}`, since: Math.max(0, call.now - span), until };
  }
  if (!wantsDay) return { kind: 'rollout', title: target ?? '', since: 0, until };
  const begin = date === undefined ? call.now - (call.now % day) : midnight(date);
  if (begin === null) return refuse('bad-date', 'A day is written `2026-11-21`; days begin at midnight UTC.');
  return { kind: 'day', title: new Date(begin).toISOString().slice(0, 10), since: begin, until: begin + day };
}

/** `2026-02-30` is no day. */
function midnight(date: string): Instant | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const at = Date.parse(`${date}T00:00:00Z`);
  return at >= 0 && new Date(at).toISOString().startsWith(date) ? at : null;
}
