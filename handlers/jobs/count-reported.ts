import type { Measurement } from '../../src/core/judge/measurement.ts';
import type { Metric } from '../../src/core/rollout/plan.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { MeasureReported, Sides } from '../../src/ports/measure.ts';
import { failedReadings } from './failed-readings.ts';
import { createInFlight } from './in-flight.ts';

type Wanted = readonly { readonly metric: Metric; readonly window: Millis }[];

/** Counts what was told since the rollout took the traffic; what cannot be counted in time is no data. */
export async function countReported(
  { measureReported, log }: { readonly measureReported: MeasureReported; readonly log: Log },
  rollout: Rollout,
  sides: Sides,
  { wanted, now, patience }: { readonly wanted: Wanted; readonly now: Instant; readonly patience: Millis },
): Promise<readonly Measurement[]> {
  const reported = wanted.flatMap(({ metric: { name, source }, window }) =>
    source.kind === 'reported' ? [{ metric: name, source, window }] : [],
  );
  if (reported.length === 0) return [];
  const { service, environment } = rollout.plan;
  const tookTrafficAt = rollout.ownsSince ?? rollout.startedAt ?? now;
  const asked = { slot: { service, environment }, sides, tookTrafficAt, now };
  // Never what an earlier look asked for: a look that was told to hurry is after what was recorded since.
  const counting = createInFlight<readonly Measurement[]>();
  try {
    const start = () => measureReported(asked, reported);
    return (
      (await counting('', start, patience)) ?? failedReadings(reported, 'the store has not answered yet')
    );
  } catch (error) {
    log.error({ err: error, rollout: rollout.id }, 'reports could not be counted');
    return failedReadings(reported, 'what was reported could not be counted; the log says why');
  }
}
