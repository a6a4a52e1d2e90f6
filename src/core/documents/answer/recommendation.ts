import { isPaused } from '../../card/phase-words.ts';
import { versionWords } from '../../card/version-words.ts';
import { listed, percent } from '../../prose.ts';
import { stageOutcome } from '../../rollout/outcome.ts';
import type { Rollout } from '../../rollout/state.ts';
import { watchedStage } from '../../rollout/wanted.ts';
import type { AnswerSubject } from './subject.ts';

/** What follows from the outcome, as a whole sentence. It says nothing that the plan does not say. */
export function recommendation({ rollout, outcome, card, now }: AnswerSubject): string {
  const { phase, stable } = rollout;
  const before = versionWords(stable?.version ?? 'stable');
  if (card.over) return 'Recommendation: nothing is left to decide; this rollout is over.';
  switch (outcome) {
    case 'proceed':
      return phase.kind === 'waiting' && !phase.opened
        ? 'Recommendation: approve. Everything that the plan asks for is met.'
        : 'Recommendation: let it go on, which it does by itself. Everything that the plan asks for is met.';
    case 'hold':
      if (isPaused(rollout)) {
        return 'Recommendation: leave it where it is until the reason for the pause is gone, and resume it then.';
      }
      return stageOutcome(rollout, now).kind === 'proceed' && phase.kind === 'observing'
        ? 'Recommendation: wait for the end of the hold. Nothing that was measured speaks against going on then.'
        : 'Recommendation: leave it where it is. It goes on once what is said above has changed.';
    case 'roll_back':
      return phase.kind === 'rolling-back'
        ? `Recommendation: let the rollback finish. Traffic is going back to ${before}.`
        : `Recommendation: take the traffic back to ${before}. Belay does that at its next look; a person can do it at once.`;
    case 'insufficient_data':
      return 'Recommendation: wait for data, and do not promote without it. If it does not come, look why.';
  }
}

/** Where a weight that somebody asked for stands in the plan; null when it was not asked for or it is over. */
export function aboutWeight({ rollout, slots, card }: AnswerSubject): string | null {
  const { weight } = slots;
  if (weight === null || card.over) return null;
  const { stages } = rollout.plan;
  const asked = stages.findIndex((stage) => stage.weight === weight);
  if (asked === -1) {
    const weights = listed(stages.map((stage) => percent(stage.weight)));
    return `The plan has no stage of ${percent(weight)}: it goes to ${weights}.`;
  }
  const at = watchedStage(rollout) ?? -1;
  if (asked <= at) return `The canary has ${percent(weightAt(rollout, at))} already.`;
  const next = weightAt(rollout, at + 1);
  return asked === at + 1
    ? `${percent(weight)} is the next stage of the plan.`
    : `${percent(weight)} is not the next stage: ${percent(next)} comes first.`;
}

function weightAt({ plan }: Rollout, stage: number): number {
  return plan.stages[stage]?.weight ?? 0;
}

/** Lines that can be typed next, as far as whoever asks may. */
export function toType({ rollout, card, outcome, may }: AnswerSubject): readonly string[] {
  const { id, phase } = rollout;
  const lines: (readonly [verb: string, line: string])[] = [];
  if (!card.over && phase.kind !== 'rolling-back') {
    if (outcome === 'roll_back') lines.push(['rollback', `rollback ${id} "why"`]);
    if (phase.kind === 'waiting' && !phase.opened && !phase.closed) {
      if (outcome === 'proceed') lines.push(['approve', `approve ${id}`]);
      lines.push(['reject', `reject ${id} "why"`]);
    }
    if (isPaused(rollout)) lines.push(['resume', `resume ${id}`]);
  }
  lines.push(['explain', `explain ${id}`]);
  lines.push(card.over ? ['report', `report ${id}`] : ['status', `status ${id}`]);
  return lines.filter(([verb]) => may(verb)).map(([, line]) => line);
}
