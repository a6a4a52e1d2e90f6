/** What is asked about every request: whether it failed, or whether it was slower than a boundary. */
export type Asked = 'failed' | 'slow';

/**
 * Odds of a bad request on canary, as a multiple of stable's. What is accepted is rounded up to one of them; those
 * with a stake are also bet on, the sooner the larger it is. Failures are rare, so that little worse cannot be shown
 * soon and the stake is better spent on much worse; of slow requests there are enough to show little. A mixture over
 * few odds loses less than one over many.
 */
const grid: readonly { readonly odds: number; readonly stake?: Readonly<Record<Asked, number>> }[] = [
  { odds: 0.5 },
  { odds: 0.7 },
  { odds: 0.85 },
  { odds: 1 },
  { odds: 1.1 },
  { odds: 1.2 },
  { odds: 1.3, stake: { failed: 0.3, slow: 0.8 } },
  { odds: 1.5 },
  { odds: 1.75, stake: { failed: 1, slow: 1 } },
  { odds: 2 },
  { odds: 2.5, stake: { failed: 1, slow: 1 } },
  { odds: 3 },
  { odds: 4, stake: { failed: 1.2, slow: 1 } },
  { odds: 5.5 },
  { odds: 7, stake: { failed: 0.8, slow: 0.6 } },
  { odds: 14, stake: { failed: 0.2, slow: 0.4 } },
];

export const odds: readonly number[] = grid.map((each) => each.odds);
export const logOdds: readonly number[] = odds.map(Math.log);

/** The place of the smallest odds on the grid that are not below `accepted`; null beyond the grid. */
export function atLeast(accepted: number): number | null {
  const index = odds.findIndex((each) => each >= accepted - 1e-9);
  return index === -1 ? null : index;
}

/** The place of the largest odds on the grid that are not above `accepted`; null below the grid. */
export function atMost(accepted: number): number | null {
  const index = odds.findLastIndex((each) => each <= accepted + 1e-9);
  return index === -1 ? null : index;
}

/** What is bet on each odds above the place `most`; together 1. */
export function stakesAbove(
  most: number,
  asked: Asked,
): readonly { readonly place: number; readonly stake: number }[] {
  const bets = grid.flatMap(({ stake }, place) =>
    stake !== undefined && place > most ? [{ place, stake: stake[asked] }] : [],
  );
  const sum = bets.reduce((total, { stake }) => total + stake, 0);
  return bets.map(({ place, stake }) => ({ place, stake: stake / sum }));
}
