import { Failure } from '../../core/failure.ts';
import type { Reading } from '../../core/judge/measurement.ts';
import type { MetricSource } from '../../core/rollout/plan.ts';
import { toldText } from '../../core/signals/told-text.ts';
import type { MeasureReported } from '../../ports/measure.ts';
import type { AskedReports, Signals } from '../../ports/store.ts';

type ReportedSource = Extract<MetricSource, { kind: 'reported' }>;

/**
 * Counts what was told of both versions. Nothing told is 0, which is a value; only a store that cannot be asked is no
 * data. What names no version is held against the canary: it is what changed.
 */
export function createReportedMetrics(signals: Pick<Signals, 'reported'>): MeasureReported {
  return async ({ slot, sides, tookTrafficAt, now }, wanted) =>
    Promise.all(
      wanted.map(async ({ metric, source, window }) => {
        const since = Math.max(now - window, tookTrafficAt);
        const asked = { ...slot, event: source.event, since };
        const [canary, stable] = await Promise.all([
          read(signals, source, { ...asked, version: sides.canary.version, orNone: true }),
          read(signals, source, { ...asked, version: sides.stable.version, orNone: false }),
        ]);
        return { metric, window, canary, stable };
      }),
    );
}

async function read(
  signals: Pick<Signals, 'reported'>,
  { event }: ReportedSource,
  asked: AskedReports,
): Promise<Reading> {
  try {
    const found = await signals.reported(asked);
    const told = toldText(event, found);
    return {
      kind: 'value',
      value: found.count,
      requests: null,
      errors: null,
      ...(told === null ? {} : { told }),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const sentence = `what was reported as ${event} could not be read: ${error.message}`;
    return { kind: 'none', reason: 'source-failed', sentence };
  }
}
