import { findChecks } from '../judge/find-checks.ts';
import { stageChecks } from '../judge/stage-checks.ts';
import { counted, listed, percent, quoted } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { formatDuration, type Instant } from '../time.ts';
import { type Decision, decided } from './decision.ts';
import type { RolloutEvent } from './events.ts';
import { isMuted, longestMute } from './mutes.ts';
import type { Check } from './plan.ts';
import type { Rollout } from './state.ts';
import { watchedStage } from './wanted.ts';
import { overWords, type Wish } from './wish.ts';

/** `mute`: what a check says is not believed for a while. It is measured all the same, and counts again by itself. */
export function mute(rollout: Rollout, wish: Extract<Wish, { kind: 'mute' }>, now: Instant): Decision {
  const moot = nothingToMute(rollout);
  if (moot !== null) return moot;
  if (wish.reason.trim() === '')
    return refuse('no-reason', 'A mute needs a reason, for whoever looks at the card. Nothing was changed.');
  if (wish.lasts <= 0 || wish.lasts > longestMute) {
    const most = formatDuration(longestMute);
    return refuse(
      'bad-mute',
      `A check is muted for at most ${most}; say how long with \`--for 30m\`. Nothing was changed.`,
    );
  }
  const checks = findChecks(everyCheckOf(rollout), wish.check, rollout.id);
  if ('kind' in checks) return checks;
  const last = lastTrigger(rollout, checks);
  if (last !== null) return last;
  const until = now + wish.lasts;
  const events = checks.map(
    ({ id }): RolloutEvent => ({ kind: 'muted', check: id, reason: wish.reason, until }),
  );
  const which =
    checks.length === 1 ? rulesOf(checks) : `${counted(checks.length, 'check')} (${rulesOf(checks)})`;
  const verb = checks.length === 1 ? 'is' : 'are';
  return decided(
    `${which} ${verb} muted for ${formatDuration(wish.lasts)}: measured and shown, but not believed. What ${checks.length === 1 ? 'it says' : 'they say'} when that is over counts at once; \`unmute ${rollout.id}\` ends it sooner.`,
    ...events,
  );
}

/** `unmute`: the named checks count again; without a name, the only one that is muted. */
export function unmute(rollout: Rollout, check: string | null): Decision {
  const silent = everyCheckOf(rollout).filter(({ id }) => isMuted(rollout, id));
  if (silent.length === 0) return refuse('not-muted', `No check of ${rollout.id} is muted.`);
  const meant = check === null ? silent : findChecks(silent, check, rollout.id);
  if ('kind' in meant) {
    return refuse(
      'not-muted',
      `${quoted(check ?? '')} is none of the checks of ${rollout.id} that are muted: ${rulesOf(silent)}. Nothing was changed.`,
    );
  }
  if (check === null && meant.length > 1) {
    return refuse(
      'which-check',
      `More than one check of ${rollout.id} is muted: ${rulesOf(meant)}. Say which one counts again; nothing was changed.`,
    );
  }
  return decided(
    `${rulesOf(meant)} ${meant.length === 1 ? 'counts' : 'count'} again.`,
    ...meant.map(({ id }): RolloutEvent => ({ kind: 'unmuted', check: id })),
  );
}

function nothingToMute(rollout: Rollout): Refusal | null {
  const { phase, id } = rollout;
  switch (phase.kind) {
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'verifying':
    case 'completing':
      return null;
    case 'waiting':
      return phase.stage === null ? notStarted(id) : null;
    case 'queued':
      return notStarted(id);
    case 'rolling-back':
      return refuse(
        'rolling-back',
        `${id} is being rolled back, and a mute never turns that round. Release the version again once the check can be believed.`,
      );
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return refuse('over', `${id} is ${overWords[phase.kind]}; nothing is measured any more.`);
  }
}

function notStarted(id: string): Refusal {
  return refuse('queued', `${id} has not started, so nothing is measured yet. Mute the check once it has.`);
}

/**
 * Something must be left that takes traffic back by itself, at this stage and at every one to come. Health probes do
 * not count: they tell that the version answers, not how it serves.
 */
function lastTrigger(rollout: Rollout, checks: readonly Check[]): Refusal | null {
  const ids = new Set(checks.map(({ id }) => id));
  for (let stage = watchedStage(rollout) ?? 0; stage < rollout.plan.stages.length; stage += 1) {
    const triggers = stageChecks(rollout.plan, stage).filter(({ action }) => action === 'rollback');
    const asked = triggers.filter(({ id }) => ids.has(id));
    const left = triggers.filter(({ id }) => !ids.has(id) && !isMuted(rollout, id));
    if (asked.length === 0 || left.length > 0) continue;
    const where = percent(rollout.plan.stages[stage]?.weight ?? 0);
    return refuse(
      'last-trigger',
      `At ${where} nothing else would take traffic back by itself, so ${rulesOf(asked)} is not muted. If it lies, repair what measures it and release again; a plan with a second rollback trigger lets one of them be muted. Until then \`pause ${rollout.id} "reason"\` keeps it from going further, and the trigger still acts. Nothing was changed.`,
    );
  }
  return null;
}

function everyCheckOf({ plan }: Rollout): readonly Check[] {
  return [...new Map(plan.stages.flatMap(({ checks }) => checks.map((one) => [one.id, one]))).values()];
}

function rulesOf(checks: readonly Check[]): string {
  return listed([...new Set(checks.map(({ rule }) => quoted(rule.text)))]);
}
