import { Failure } from '../../../core/failure.ts';

/** What keeps something from being said, the most general first: who hears of that one knows what to do about all. */
const weight: Readonly<Record<string, number>> = {
  'place-busy': 4,
  'place-unreachable': 3,
  'place-paced': 2,
  'place-refused': 1,
};

/**
 * Does one after the other, and what comes later also when an earlier one is refused: a missing permission for checks
 * is no reason to comment nothing.
 * @throws the weightiest of what was thrown
 */
export async function inTurn(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const thrown: Failure[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      thrown.push(error);
      // GitHub takes nothing for now, whatever it is.
      if (error.code === 'place-busy' || error.code === 'place-unreachable') break;
    }
  }
  const [weightiest] = thrown.toSorted((a, b) => (weight[b.code] ?? 0) - (weight[a.code] ?? 0));
  if (weightiest !== undefined) throw weightiest;
}
