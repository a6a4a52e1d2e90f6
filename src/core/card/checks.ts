import { formatValue } from '../judge/format.ts';
import { stageChecks } from '../judge/stage-checks.ts';
import { isOpen } from '../judge/unmet-words.ts';
import type { Verdict } from '../judge/verdict.ts';
import { isMuted } from '../rollout/mutes.ts';
import type { Check, Plan, Probe } from '../rollout/plan.ts';
import type { Rollout } from '../rollout/state.ts';
import { watchedStage } from '../rollout/wanted.ts';
import { webLink } from '../web-link.ts';
import type { CardCheck, Tone } from './card.ts';

/** A check with what it last said; `verdict` null before its first evaluation in this stage. */
export interface CheckState {
  readonly check: Check;
  readonly verdict: Verdict | null;
}

/** The checks that watch the canary now; once nothing is watched any more, those that spoke last. */
export function checkStates(rollout: Rollout): readonly CheckState[] {
  const stage = watchedStage(rollout);
  const spoken = ofEarlierStage(rollout) ? [] : rollout.verdicts;
  const byId = new Map(spoken.map((verdict) => [verdict.check, verdict]));
  if (stage !== null) {
    return stageChecks(rollout.plan, stage).map((check) => ({ check, verdict: byId.get(check.id) ?? null }));
  }
  return everyCheck(rollout.plan)
    .map((check) => ({ check, verdict: byId.get(check.id) ?? null }))
    .filter(({ verdict }) => verdict !== null);
}

/** What was measured at the last weight says nothing about this one. */
function ofEarlierStage({ phase, measuredAt }: Rollout): boolean {
  return phase.kind === 'observing' && (measuredAt === null || measuredAt < phase.since);
}

/** Each check of the plan once, whichever stages it stands in. */
export function everyCheck(plan: Plan): readonly Check[] {
  return [...new Map(plan.stages.flatMap(({ checks }) => checks.map((check) => [check.id, check]))).values()];
}

export function cardChecks(rollout: Rollout): CardCheck[] {
  return [...checkStates(rollout).map((state) => checkLine(rollout, state)), ...probeLines(rollout)];
}

function checkLine(rollout: Rollout, { check, verdict }: CheckState): CardCheck {
  const { plan } = rollout;
  const link = webLink(verdict?.link);
  const muted = isMuted(rollout, check.id);
  const sentence = verdict?.sentence ?? `${check.rule.metric} has not been measured in this stage yet`;
  return {
    label: check.rule.metric,
    value: shown(plan, check, verdict?.value ?? null, 'no data'),
    stable: shown(plan, check, verdict?.stable ?? null, ''),
    rule: muted ? `${check.rule.text} (muted)` : check.rule.text,
    tone: muted ? 'quiet' : toneOf(verdict),
    sentence: muted ? `muted, not believed: ${sentence}` : sentence,
    ...(link === null ? {} : { link }),
  };
}

function toneOf(verdict: Verdict | null): Tone {
  if (verdict === null) return 'quiet';
  return isOpen(verdict) ? 'moving' : verdictTones[verdict.verdict];
}

const verdictTones: { readonly [V in Verdict['verdict']]: Tone } = {
  pass: 'good',
  warn: 'warning',
  fail: 'bad',
  'no-data': 'quiet',
};

function shown(plan: Plan, check: Check, value: number | null, missing: string): string {
  if (value === null) return missing;
  const metric = plan.metrics.find(({ name }) => name === check.rule.metric);
  return formatValue(value, metric?.unit ?? 'number');
}

function probeLines(rollout: Rollout): readonly CardCheck[] {
  return rollout.plan.probes.flatMap((probe) => {
    const streak = rollout.probes[probe.name];
    if (streak === undefined) return [];
    const healthy = streak.failures === 0;
    return [
      {
        label: probe.name,
        value: healthy ? 'healthy' : 'failing',
        stable: '',
        rule: probeRule(probe),
        tone: healthy ? 'good' : failingTone(probe, streak.failures),
        sentence: streak.sentence,
      },
    ];
  });
}

export function probeRule(probe: Probe): string {
  const times = probe.failures === 1 ? '1 failure' : `${probe.failures} failures in a row`;
  return probe.critical || probe.kind === 'startup' ? `${times} roll back` : `${times} warn`;
}

function failingTone(probe: Probe, failures: number): Tone {
  return probe.critical && failures >= probe.failures ? 'bad' : 'warning';
}
