import { z } from 'zod';

/** What the measurements and the plan amount to. Computed by code alone; a document explains it and never chooses it. */
export const Outcome = z.enum(['proceed', 'hold', 'roll_back', 'insufficient_data']);
export type Outcome = z.infer<typeof Outcome>;

/** The decision line of a document. */
export const outcomeWords: { readonly [O in Outcome]: string } = {
  proceed: 'SAFE TO PROCEED',
  hold: 'HOLD',
  roll_back: 'ROLL BACK',
  insufficient_data: 'NOT ENOUGH DATA TO DECIDE',
};

/** The words of a decision block; a rollback that is over is no order to anybody. */
export function decisionWords({ outcome, done }: { outcome: Outcome; done?: true | undefined }): string {
  return outcome === 'roll_back' && done === true ? 'ROLLED BACK' : outcomeWords[outcome];
}
