import { unmetWords } from '../judge/unmet-words.ts';
import { counted, listed } from '../prose.ts';
import { isMuted } from '../rollout/mutes.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Tone } from './card.ts';
import { type CheckState, checkStates } from './checks.ts';

/** How the canary does, as the end of "v2 serves 25 % and …". */
export interface Health {
  readonly tone: Tone;
  readonly words: string;
}

type Judged = CheckState & { readonly verdict: NonNullable<CheckState['verdict']> };

/** The worst that is true comes first: an acting trigger, a breach, a failing probe, unmet criteria, silence. */
export function health(rollout: Rollout): Health {
  const all = checkStates(rollout).filter(({ check }) => !isMuted(rollout, check.id));
  const judged = all.filter((state): state is Judged => state.verdict !== null);
  const triggers = judged.filter(({ check }) => check.action !== 'criterion');
  const acting = triggers.filter(({ verdict }) => verdict.verdict === 'fail');
  if (acting.length > 0) return { tone: 'bad', words: `is unhealthy: ${said(acting)}` };
  const breaching = triggers.filter(
    ({ check, verdict }) => check.action !== 'warn' && verdict.verdict === 'warn',
  );
  if (breaching.length > 0) return { tone: 'warning', words: `is breaking a limit: ${said(breaching)}` };
  const failing = failingProbes(rollout);
  if (failing !== null) return { tone: 'warning', words: failing };
  const unmet = judged.filter(
    ({ check, verdict }) => check.action === 'criterion' && verdict.verdict === 'fail',
  );
  if (unmet.length > 0) {
    const words = unmetWords(
      unmet.map(({ check }) => check),
      unmet.map(({ verdict }) => verdict),
    );
    return { tone: 'moving', words: `is not ready for the next step: ${words}` };
  }
  const warned = triggers.filter(
    ({ check, verdict }) => check.action === 'warn' && verdict.verdict === 'warn',
  );
  if (warned.length > 0) return { tone: 'warning', words: `goes on with a warning: ${said(warned)}` };
  return withoutTrouble(rollout, all, judged);
}

function withoutTrouble(rollout: Rollout, all: readonly CheckState[], judged: readonly Judged[]): Health {
  if (all.length === 0 && checkStates(rollout).length > 0)
    return { tone: 'warning', words: 'is not judged: every check of this stage is muted' };
  if (all.length === 0) return { tone: 'moving', words: 'has no checks to pass in this stage' };
  if (judged.length === 0) return { tone: 'moving', words: 'has not been measured in this stage yet' };
  const silent = judged.filter(({ verdict }) => verdict.verdict === 'no-data');
  const passing = judged.length - silent.length;
  if (silent.length === 0 && passing === all.length) {
    return { tone: 'moving', words: `is healthy; ${allPass(passing)}` };
  }
  const missing = silence(rollout, silent);
  if (passing === 0) return { tone: 'warning', words: `cannot be judged: ${missing}` };
  const tally = `${passing} of ${counted(all.length, 'check')} ${passing === 1 ? 'passes' : 'pass'}`;
  return {
    tone: 'moving',
    words: `is healthy; ${[tally, missing].filter((part) => part !== '').join(', ')}`,
  };
}

function allPass(count: number): string {
  if (count === 1) return 'its only check passes';
  return count === 2 ? 'both checks pass' : `all ${count} checks pass`;
}

function said(states: readonly Judged[]): string {
  return states.map(({ verdict }) => verdict.sentence).join('; ');
}

function failingProbes(rollout: Rollout): string | null {
  const failing = rollout.plan.probes.flatMap((probe) => {
    const streak = rollout.probes[probe.name];
    return streak === undefined || streak.failures === 0
      ? []
      : [`${probe.name} (${streak.failures} of ${counted(probe.failures, 'failure')} that count)`];
  });
  return failing.length === 0
    ? null
    : `does not answer its ${listed(failing)} probe${failing.length > 1 ? 's' : ''}`;
}

/** `p99 has no data yet (84 of 100 requests)`, each metric once. */
function silence(rollout: Rollout, silent: readonly Judged[]): string {
  const byMetric = new Map(silent.map((state) => [state.check.rule.metric, state]));
  const names = [...byMetric.keys()];
  if (names.length === 0) return '';
  const whys = new Set([...byMetric.values()].map((state) => whySilent(rollout, state)));
  const why = [...whys].filter((text) => text !== '').join('; ');
  return `${listed(names)} ${names.length === 1 ? 'has' : 'have'} no data yet${why === '' ? '' : ` (${why})`}`;
}

function whySilent(rollout: Rollout, { check, verdict }: Judged): string {
  const { minimumRequests, metric, window } = check.rule;
  if (verdict.requests !== null && verdict.requests < minimumRequests) {
    return `${verdict.requests} of ${counted(minimumRequests, 'request')}`;
  }
  const taken = rollout.measurements.find((one) => one.metric === metric && one.window === window);
  return taken?.canary.kind === 'none' ? taken.canary.sentence : '';
}
