import { chartSpan } from '../../src/core/documents/chart-span.ts';
import { charted, type DocumentKind } from '../../src/core/documents/kinds.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { DrawChart, Picture } from '../../src/ports/draw-chart.ts';
import type { Log } from '../../src/ports/log.ts';
import type { EventStore } from '../../src/ports/store.ts';

export interface ChartParts {
  readonly events: Pick<EventStore, 'events'>;
  readonly drawChart: DrawChart;
  readonly log: Log;
}

/** The chart that belongs into a document; null where there is none. A document without its chart is better than none. */
export async function chartOf(
  { events, drawChart, log }: ChartParts,
  rollout: Rollout,
  document: DocumentKind,
  part: string,
): Promise<Picture | null> {
  if (!charted.has(document)) return null;
  try {
    const recorded = await events.events(rollout.id);
    return await drawChart(rollout, recorded, chartSpan(document, part, rollout, recorded));
  } catch (error) {
    log.warn({ err: error, rollout: rollout.id }, 'the chart of a document could not be drawn');
    return null;
  }
}
