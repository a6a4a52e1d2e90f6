import type { Rollout } from '../rollout/state.ts';
import type { Coach } from './coach.ts';
import { type Asked, askedByLead } from './shared-gates.ts';

/**
 * Whether the lead, which asked for the whole train and is gone, left unanswered what a rollout has to have before it
 * gets there. Nobody asks for it any more, so nobody may take it as given.
 *
 * @param target percent of the traffic that the rollout would enter, or its end
 * @param after whether its position comes after the lead's
 */
export function leftUnanswered(
  lead: Rollout,
  target: number | 'completion',
  { follows, after }: { readonly follows: Coach['follows']; readonly after: boolean },
): boolean {
  const everything = target === 'completion' || (after && follows === 'completion');
  return askedByLead(lead.plan).some(
    (one) => (everything || one.towards <= target) && !isAnswered(lead, one),
  );
}

function isAnswered({ decisions }: Rollout, { stage }: Asked): boolean {
  return decisions.some((one) => one.rollback !== true && one.stage === stage && one.outcome === 'approved');
}
