import { versionWords } from '../card/version-words.ts';
import { instantText } from '../documents/instant-text.ts';
import type { Rollout } from '../rollout/state.ts';
import { formatDuration, type Instant, type Millis } from '../time.ts';
import { fillIn, type NoticeValues } from './fill.ts';
import { type ChangeKind, type NoticeTemplate, type Timing, timingOf } from './notice.ts';

/** A notice about one rollout, before anybody has read it. */
export interface Notice {
  readonly template: NoticeTemplate;
  readonly subject: string;
  readonly body: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly timing: Timing;
  readonly need: Need;
}

export interface Need {
  /** Null when nobody said what kind of change it is. */
  readonly change: ChangeKind | null;
  readonly needed: boolean | null;
  readonly neededFor: readonly ChangeKind[];
}

export interface Wanted {
  readonly template: NoticeTemplate;
  /** Null takes the earliest that keeps the lead time; for what is told at once, when the rollout began or went back. */
  readonly start: Instant | null;
  readonly change: ChangeKind | null;
  /** What is new, in a person's words; null when nobody said. */
  readonly about: string | null;
  readonly neededFor: readonly ChangeKind[];
}

export function composeNotice(rollout: Rollout, wanted: Wanted, now: Instant): Notice {
  const { template, change, neededFor } = wanted;
  const start = wanted.start ?? usualStart(rollout, template, now);
  const lasts = rollout.plan.stages.reduce((sum, { hold }) => sum + hold, 0);
  const values = valuesOf(rollout, start, lasts, wanted.about);
  return {
    template,
    subject: fillIn(template.subject, values),
    body: fillIn(template.body, values),
    start,
    end: start + lasts,
    timing: timingOf(template, start, now),
    need: { change, needed: change === null ? null : neededFor.includes(change), neededFor },
  };
}

function usualStart({ phase, startedAt }: Rollout, { ahead }: NoticeTemplate, now: Instant): Instant {
  if (ahead > 0) return now + ahead;
  const back = phase.kind === 'rolling-back' || phase.kind === 'rolled-back';
  return startedAt ?? (back ? phase.since : now);
}

function valuesOf(rollout: Rollout, start: Instant, lasts: Millis, about: string | null): NoticeValues {
  const { plan, stable } = rollout;
  const [date = '', time = ''] = instantText(start).split(/ (?=\d{2}:)/);
  return {
    service: plan.service,
    services: plan.service,
    version: versionWords(plan.canary.version),
    previous: versionWords(stable?.version ?? 'the version before'),
    environment: plan.environment,
    start: instantText(start),
    end: instantText(start + lasts),
    date,
    time,
    duration: formatDuration(lasts),
    status: statusWords(rollout),
    feature: about ?? '',
  };
}

/** What customers may be told of where it stands: never a cause, and never an end that was not seen. */
function statusWords({ phase }: Rollout): string {
  switch (phase.kind) {
    case 'rolling-back':
      return phase.safe
        ? 'The previous version serves everybody again, and we keep watching.'
        : 'We are going back to the previous version.';
    case 'rolled-back':
      return 'The previous version serves everybody again, and we keep watching.';
    case 'completed':
    case 'cancelled':
    case 'queued':
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
    case 'completing':
      return 'We are looking into it.';
  }
}
