import { refuse } from '../refusal.ts';
import { type Decision, decided } from './decision.ts';
import type { Mark, Rollout } from './state.ts';

const words: { readonly [M in Mark['as']]: string } = {
  needless: 'a rollback that was not needed',
  escaped: 'a release that let an issue through',
  sound: 'sound',
};

/** `mark`: what a person says of a rollout that is over, for the delivery figures. The last word counts. */
export function mark(rollout: Rollout, as: Mark['as'], reason: string | null): Decision {
  const { phase, id } = rollout;
  if (phase.kind !== 'rolled-back' && phase.kind !== 'completed') {
    return refuse(
      'not-over',
      `${id} ${phase.kind === 'cancelled' ? 'never served anybody' : 'is not over'}, so it cannot be marked. Nothing was changed.`,
    );
  }
  if (as === 'needless' && phase.kind !== 'rolled-back')
    return refuse('wrong-mark', `${id} was not rolled back, so no rollback of it was needless.`);
  if (as === 'escaped' && rollout.completedAt === null) {
    return refuse(
      'wrong-mark',
      `${id} never served everybody, so nothing escaped: what was found was found in time.`,
    );
  }
  if (rollout.mark?.as === as && rollout.mark.reason === reason)
    return decided(`${id} is marked as ${words[as]} already.`);
  return decided(`${id} is marked as ${words[as]}; \`stats\` counts it so.`, { kind: 'marked', as, reason });
}
