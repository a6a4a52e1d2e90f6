import { causeClause } from '../../card/cause.ts';
import { orderedBy, type PersonName } from '../../card/names.ts';
import { phaseWords } from '../../card/phase-words.ts';
import { versionWords } from '../../card/version-words.ts';
import { quoted } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import { formatDuration } from '../../time.ts';
import { rollbackAccount } from './rollback.ts';

/** The outcome in one sentence that can stand alone. */
export function outcomeSentence(
  rollout: Rollout,
  events: readonly Recorded[],
  personName: PersonName,
): string {
  const { phase, plan } = rollout;
  const { service, environment, canary } = plan;
  const stable = versionWords(rollout.stable?.version ?? 'the version before it');
  switch (phase.kind) {
    case 'completed':
      return `${service} ${versionWords(canary.version)} serves everybody in ${environment}${took(rollout, phase.since)}; ${stable} was replaced.`;
    case 'rolled-back':
      return `${service} ${versionWords(canary.version)} was taken back from ${environment}, ${causeClause(phase.cause, orderedBy(phase, personName))}; ${stable} serves everybody${safety(events)}.`;
    case 'cancelled':
      return `${service} ${versionWords(canary.version)} was dropped before it got any traffic in ${environment}: ${quoted(phase.reason)}.`;
    case 'queued':
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
    case 'completing':
    case 'rolling-back':
      return `${service} ${versionWords(canary.version)} in ${environment} is not over yet (${phaseWords(rollout).word}); this report says what has been recorded so far.`;
  }
}

function took({ startedAt }: Rollout, end: number): string {
  return startedAt === null ? '' : ` after ${formatDuration(end - startedAt)}`;
}

function safety(events: readonly Recorded[]): string {
  const account = rollbackAccount(events);
  if (account === null || account.safeAt === null) return '';
  return ` again, ${formatDuration(account.safeAt - account.orderedAt)} after the order`;
}
