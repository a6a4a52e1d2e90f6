import { z } from 'zod';
import { Instant, type Millis } from '../time.ts';

/** Words that go to customers, as somebody has read them. */
export const ToldNotice = z.object({
  template: z.string(),
  subject: z.string(),
  body: z.string(),
  /** When what it tells of begins or began; null when the draft said nothing of it. */
  start: Instant.nullable(),
  /** When it is expected to be over; null for what was not planned. */
  end: Instant.nullable(),
  /** It says that what customers were told of is over. */
  resolved: z.boolean(),
});
export type ToldNotice = z.infer<typeof ToldNotice>;

/** What is remembered of the newest notice of one template. */
export interface NoticeState {
  readonly sentAt: Instant;
  /** Tells one draft from the next; null in logs from before it was written down. */
  readonly draftedAt: Instant | null;
  /** How often customers wait to hear more; null when they do not, or it is over. */
  readonly updateEvery: Millis | null;
  readonly remindedAt: Instant | null;
  /** Reminders since it was sent. */
  readonly reminded: number;
  /** It said that it is over. */
  readonly resolved?: true;
}

interface WithNotices {
  readonly notices: Readonly<Record<string, NoticeState>>;
}

/** A day of half hours. Who has not listened by then will not because of one more. */
export const mostReminders = 48;

export interface DueUpdate {
  readonly template: string;
  readonly at: Instant;
  /** When customers heard last. */
  readonly since: Instant;
  readonly last: boolean;
}

/** The update that customers were promised next; null when they wait for none. */
export function nextUpdate({ notices }: WithNotices): DueUpdate | null {
  const due = Object.entries(notices).flatMap(([template, one]): DueUpdate[] => {
    if (one.updateEvery === null || one.updateEvery === 0 || one.reminded >= mostReminders) return [];
    const at = (one.remindedAt ?? one.sentAt) + one.updateEvery;
    return [{ template, at, since: one.sentAt, last: one.reminded + 1 === mostReminders }];
  });
  return due.toSorted((a, b) => a.at - b.at)[0] ?? null;
}
