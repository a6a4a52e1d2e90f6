import type { Limit } from '../../judge/rule.ts';
import type { CheckAction } from '../../rollout/plan.ts';

/** How a check comes to its verdict. */
export function kindWords({ kind }: Limit): string {
  switch (kind) {
    case 'absolute':
      return 'limit: the value of the window against a fixed one';
    case 'baseline-offset':
      return 'limit: the value of the window against the declared baseline';
    case 'stable-factor':
      return "limit: the value of the window against stable's in the same window";
    case 'worse':
      return 'test against stable that may be looked at all the time; its evidence grows over the whole rollout';
    case 'within':
      return 'test that the canary is good enough; its evidence grows over the whole rollout';
    case 'score':
      return 'comparison with stable over all looks of the stage, decided when its hold ends';
  }
}

/** What a check does when it acts. */
export const doesWords: { readonly [A in CheckAction]: string } = {
  rollback: 'takes all traffic back',
  pause: 'pauses the rollout and tells people',
  warn: 'warns, and does nothing else',
  criterion: 'lets the rollout go on when the hold is over',
};
