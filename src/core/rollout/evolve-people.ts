import type { NoticeState } from '../notices/told-notice.ts';
import type { Instant } from '../time.ts';
import type { Actor, EventOf } from './events.ts';
import type { Rollout } from './state.ts';

export function ticked(rollout: Rollout, event: EventOf<'ticked'>, at: Instant, by: Actor): Rollout {
  return { ...rollout, ticks: { ...rollout.ticks, [event.box]: { done: event.done, by, at } } };
}

export function boxesReminded(rollout: Rollout, at: Instant): Rollout {
  return { ...rollout, boxesReminded: { at, times: (rollout.boxesReminded?.times ?? 0) + 1 } };
}

export function tasksOpened(rollout: Rollout, event: EventOf<'tasks-opened'>, at: Instant): Rollout {
  const opened = event.tasks.map((task) => ({ ...task, done: null }));
  const ids = new Set(opened.map(({ id }) => id));
  const before = rollout.tasks?.items.filter(({ id }) => !ids.has(id)) ?? [];
  const waits = before.some(({ done }) => done === null);
  const due = Math.min(event.due, waits ? (rollout.tasks?.due ?? event.due) : event.due);
  return { ...rollout, tasks: { openedAt: at, due, items: [...before, ...opened], remindedAt: null } };
}

export function taskDone(rollout: Rollout, event: EventOf<'task-done'>, at: Instant, by: Actor): Rollout {
  if (rollout.tasks === null) return rollout;
  const items = rollout.tasks.items.map((task) =>
    task.id === event.task ? { ...task, done: event.done ? { by, at } : null } : task,
  );
  return { ...rollout, tasks: { ...rollout.tasks, items } };
}

export function taskReminded(rollout: Rollout, at: Instant): Rollout {
  return rollout.tasks === null ? rollout : { ...rollout, tasks: { ...rollout.tasks, remindedAt: at } };
}

export function noticeSent(rollout: Rollout, event: EventOf<'notice-sent'>, at: Instant): Rollout {
  const told: NoticeState = {
    sentAt: at,
    draftedAt: event.draftedAt ?? null,
    updateEvery: event.resolved === true ? null : (event.updateEvery ?? null),
    remindedAt: null,
    reminded: 0,
    ...(event.resolved === true ? { resolved: true } : {}),
  };
  return { ...rollout, notices: { ...rollout.notices, [event.template]: told } };
}

export function noticeDue(rollout: Rollout, { template }: EventOf<'notice-due'>, at: Instant): Rollout {
  const told = rollout.notices[template];
  if (told === undefined) return rollout;
  const reminded = { ...told, remindedAt: at, reminded: told.reminded + 1 };
  return { ...rollout, notices: { ...rollout.notices, [template]: reminded } };
}

/** A check is not believed for a while, or is again. */
export function muted(
  rollout: Rollout,
  event: EventOf<'muted'> | EventOf<'unmuted'>,
  at: Instant,
  by: Actor,
): Rollout {
  if (event.kind === 'unmuted') {
    const { [event.check]: _, ...mutes } = rollout.mutes;
    return { ...rollout, mutes };
  }
  const { check, reason, until } = event;
  return { ...rollout, mutes: { ...rollout.mutes, [check]: { by, reason, since: at, until } } };
}
