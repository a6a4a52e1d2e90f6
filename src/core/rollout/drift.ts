import type { TrafficReading } from './events.ts';

/** Percentage points that an observed share may always be off: sticky clients come in lumps. */
const toleratedPoints = 3;

/**
 * Whether the router does something else than it was told. The observed share is allowed four standard errors
 * of a binomial share besides `toleratedPoints`; at 0 % not one request may go astray.
 * @param wanted percent to canary
 */
export function isDrifting(wanted: number, traffic: TrafficReading): boolean {
  if (traffic.weight !== wanted) return true;
  if (traffic.observed === null || traffic.requests === 0) return false;
  const share = wanted / 100;
  const standardError = 100 * Math.sqrt((share * (1 - share)) / traffic.requests);
  const tolerated = share === 0 ? 0 : toleratedPoints + 4 * standardError;
  return Math.abs(traffic.observed - wanted) > tolerated;
}
