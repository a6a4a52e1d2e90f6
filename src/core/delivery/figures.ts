import type { Instant } from '../time.ts';
import type { Figure, FigureName, FigureUnit } from './figure.ts';
import { quantile } from './quantile.ts';
import { isAutomatic, isSuperseded, type Release } from './release.ts';

/** From `since`, inclusive, to `until`, exclusive. */
export interface Window {
  readonly since: Instant;
  readonly until: Instant;
}

type Untargeted = Omit<Figure, 'target'>;

export const week = 7 * 86_400_000;

/**
 * The four keys of DORA (https://dora.dev/guides/dora-metrics-four-keys/) and what Belay's own job is measured by,
 * over what ended within the window. A release counts where it ended: completed, or ordered back.
 */
export function figuresOf(all: readonly Release[], window: Window): readonly Untargeted[] {
  const within = (at: Instant | null) => at !== null && at >= window.since && at < window.until;
  const releases = all.filter((one) => !isSuperseded(one));
  const completed = releases.filter(({ completedAt }) => within(completedAt));
  const back = releases.filter(
    ({ rollback, canaryAt }) => canaryAt !== null && within(rollback?.orderedAt ?? null),
  );
  const automatic = back.filter(isAutomatic);
  return [
    deployments(completed, window),
    leadTime(completed),
    changeFailure(completed, back),
    timeToRestore(back),
    success(completed, back),
    rollbackRate(completed, back),
    caughtInCanary(completed, back),
    falseAlarms(automatic),
    canaryDuration(completed),
    approvalWaiting(releases, within),
    automaticSuccess(automatic),
    automaticDuration(automatic),
  ];
}

/** DORA, deployment frequency: completed releases per week. */
function deployments(completed: readonly Release[], { since, until }: Window): Untargeted {
  const weeks = (until - since) / week;
  return figure('deployments', 'per-week', {
    value: weeks > 0 ? completed.length / weeks : null,
    n: completed.length,
    of: 'completed releases',
  });
}

/** DORA, change lead time: from the commit to the release's completion; the median. */
function leadTime(completed: readonly Release[]): Untargeted {
  const known = completed.flatMap(({ committedAt, completedAt }) =>
    committedAt === null || completedAt === null ? [] : [Math.max(0, completedAt - committedAt)],
  );
  const unknown = completed.length - known.length;
  return figure('lead_time', 'duration', {
    ...durations(known),
    of: 'completed releases whose commit is known',
    note: unknown === 0 ? '' : `the time of the commit is not known of ${unknown}`,
  });
}

/**
 * DORA, change fail rate: of the releases that reached everybody, those that were taken back from there or let an issue
 * through. What the canary caught failed before it was a change for everybody.
 */
function changeFailure(completed: readonly Release[], back: readonly Release[]): Untargeted {
  const reached = union(
    completed,
    back.filter(({ rollback }) => rollback?.fromEverybody === true),
  );
  return share('change_failure', reached.filter(hasFailed).length, reached.length, {
    of: 'releases that reached everybody',
  });
}

/** DORA, failed deployment recovery time: from the first sight of the breach, or else the order, to safe; the median. */
function timeToRestore(back: readonly Release[]): Untargeted {
  const taken = back.flatMap(({ rollback }) =>
    rollback?.safeAt == null
      ? []
      : [Math.max(0, rollback.safeAt - (rollback.breachedAt ?? rollback.orderedAt))],
  );
  return figure('time_to_restore', 'duration', { ...durations(taken), of: 'rollbacks that reached safe' });
}

function success(completed: readonly Release[], back: readonly Release[]): Untargeted {
  const well = completed.filter((one) => !hasFailed(one));
  return share('success', well.length, union(completed, back).length, {
    of: 'releases that moved traffic and ended',
  });
}

function rollbackRate(completed: readonly Release[], back: readonly Release[]): Untargeted {
  return share('rollback_rate', back.length, union(completed, back).length, {
    of: 'releases that moved traffic and ended',
  });
}

/** Rollbacks by Belay itself before everybody was served, of all issues: those, later rollbacks, and what escaped. */
function caughtInCanary(completed: readonly Release[], back: readonly Release[]): Untargeted {
  const real = back.filter(({ mark }) => mark !== 'needless');
  const caught = real.filter((one) => isAutomatic(one) && one.rollback?.fromEverybody === false);
  const late = union(
    real.filter(({ rollback }) => rollback?.fromEverybody === true),
    completed.filter(({ mark }) => mark === 'escaped'),
  );
  const byPeople = real.filter((one) => !isAutomatic(one) && one.rollback?.fromEverybody === false).length;
  return share('caught_in_canary', caught.length, caught.length + late.length, {
    of: 'issues',
    note: byPeople === 0 ? '' : `${byPeople} taken back by people before that are not counted`,
  });
}

/** Rollbacks by Belay itself that a person marked as needless. */
function falseAlarms(automatic: readonly Release[]): Untargeted {
  const unmarked = automatic.filter(({ mark }) => mark === null).length;
  return share(
    'false_positives',
    automatic.filter(({ mark }) => mark === 'needless').length,
    automatic.length,
    {
      of: 'automatic rollbacks',
      note: unmarked === 0 ? '' : `nobody has marked ${unmarked} of them`,
    },
  );
}

/** From the first traffic to the release's completion; the median. */
function canaryDuration(completed: readonly Release[]): Untargeted {
  const taken = completed.flatMap(({ canaryAt, completedAt }) =>
    canaryAt === null || completedAt === null ? [] : [completedAt - canaryAt],
  );
  return figure('canary_duration', 'duration', { ...durations(taken), of: 'completed releases' });
}

/** From the request to its decision, approved or rejected; the median. */
function approvalWaiting(releases: readonly Release[], within: (at: Instant | null) => boolean): Untargeted {
  const asked = releases.flatMap(({ approvals }) => approvals).filter(({ askedAt }) => within(askedAt));
  const taken = asked.flatMap(({ askedAt, decidedAt }) => (decidedAt === null ? [] : [decidedAt - askedAt]));
  const undecided = asked.length - taken.length;
  return figure('approval_waiting', 'duration', {
    ...durations(taken),
    of: 'requests that were decided',
    note: undecided === 0 ? '' : `${undecided} ended or stand undecided`,
  });
}

/** Automatic rollbacks after which no new request reached the canary. What is under way is not counted yet. */
function automaticSuccess(automatic: readonly Release[]): Untargeted {
  const ended = automatic.filter(
    ({ rollback, overAt }) => rollback?.safeAt != null || (overAt ?? 0) >= (rollback?.orderedAt ?? 0),
  );
  const safe = ended.filter(({ rollback }) => rollback?.safeAt != null);
  return share('automatic_rollback_success', safe.length, ended.length, { of: 'automatic rollbacks' });
}

/** From the order to safe; what 95 of 100 stay within is held against a target. */
function automaticDuration(automatic: readonly Release[]): Untargeted {
  const taken = automatic.flatMap(({ rollback }) =>
    rollback?.safeAt == null ? [] : [rollback.safeAt - rollback.orderedAt],
  );
  return figure('automatic_rollback', 'duration', { ...durations(taken), of: 'automatic rollbacks' });
}

function hasFailed({ mark, rollback }: Release): boolean {
  return mark === 'escaped' || (rollback?.fromEverybody === true && mark !== 'needless');
}

function union(one: readonly Release[], other: readonly Release[]): readonly Release[] {
  return [...new Set([...one, ...other])];
}

function durations(values: readonly number[]) {
  return { value: quantile(values, 0.5), p95: quantile(values, 0.95), n: values.length };
}

function share(
  name: FigureName,
  part: number,
  whole: number,
  { of, note = '' }: { readonly of: string; readonly note?: string },
): Untargeted {
  return figure(name, 'share', { value: whole === 0 ? null : part / whole, n: whole, of, note });
}

function figure(
  name: FigureName,
  unit: FigureUnit,
  said: Pick<Figure, 'value' | 'n' | 'of'> & Partial<Pick<Figure, 'p95' | 'note'>>,
): Untargeted {
  return { name, unit, p95: null, note: '', ...said };
}
