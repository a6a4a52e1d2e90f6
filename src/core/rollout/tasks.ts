import type { Instant, Millis } from '../time.ts';
import type { Actor } from './events.ts';

export interface Task {
  readonly id: string;
  readonly text: string;
  /** Null while it is open. */
  readonly done: { readonly by: Actor; readonly at: Instant } | null;
}

/** Follow-up tasks of a rollout that is over. */
export interface Tasks {
  readonly openedAt: Instant;
  readonly due: Instant;
  readonly items: readonly Task[];
  /** When people were reminded last; null before the first time. */
  readonly remindedAt: Instant | null;
}

interface WithTasks {
  readonly tasks: Tasks | null;
}

const hour: Millis = 3_600_000;
const day: Millis = 24 * hour;
/** So often after the deadline; who has not listened by then will not because of one more. */
const daysAfter = 7;

/** At half time, an hour before the deadline, at the deadline, and then once a day. Ascending. */
export function reminders({ openedAt, due }: Pick<Tasks, 'openedAt' | 'due'>): readonly Instant[] {
  const late = Array.from({ length: daysAfter }, (_, n) => due + (n + 1) * day);
  const early = [openedAt + Math.floor((due - openedAt) / 2), due - hour].filter((at) => at > openedAt);
  return [...new Set([...early, due, ...late])].toSorted((one, other) => one - other);
}

export function openTasks({ tasks }: WithTasks): readonly Task[] {
  return tasks?.items.filter(({ done }) => done === null) ?? [];
}

/** When people are reminded next; null when nothing is open or they were reminded often enough. */
export function nextReminder({ tasks }: WithTasks): Instant | null {
  if (tasks === null || openTasks({ tasks }).length === 0) return null;
  const last = tasks.remindedAt ?? tasks.openedAt;
  return reminders(tasks).find((at) => at > last) ?? null;
}
