import { createDrawChart } from '../src/adapters/chart/draw-chart.ts';
import { createDrawPdf } from '../src/adapters/pdf/draw-pdf.ts';
import { recordedRollouts } from '../test/recorded/read-recorded.ts';
import { requestOf, requests } from './documents-rig.ts';
import type { Figures } from './measure.ts';
import { summary } from './measure.ts';

/** Facts and document of every kind and rollout, as template mode makes them. */
export function measureTemplates(rounds: number): Figures {
  const recorded = recordedRollouts();
  const kinds = requests().map(({ document, part, subject }) => ({ document, part, subject }));
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const { document, part, subject } of kinds) {
      const rollout = recorded.find((one) => one.rollout.id === subject);
      if (rollout === undefined) continue;
      const began = performance.now();
      requestOf(rollout, document, part);
      took.push(performance.now() - began);
    }
  }
  return { ...summary(took, 2), limit: 50 };
}

/** Reports as PDF, with their chart; the fonts are read before the first one counts. */
export async function measurePdf(rounds: number): Promise<Figures> {
  const drawPdf = createDrawPdf();
  const drawChart = createDrawChart();
  const took: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const recorded of recordedRollouts()) {
      const request = requestOf(recorded, 'report', '');
      if (request === null) continue;
      const chart = await drawChart(recorded.rollout, recorded.events);
      const began = performance.now();
      const pdf = await drawPdf(request.base, chart);
      if (round > 0) took.push(performance.now() - began);
      bytes.push(pdf.byteLength);
    }
  }
  return { ...summary(took), limit: 500, largest_bytes: Math.max(...bytes) };
}
