import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { DrawChart } from '../../ports/draw-chart.ts';
import { altText } from './alt-text.ts';
import { type Drawing, drawingOf } from './drawing.ts';

/** A chart is worth waiting for, but not forever. In milliseconds. */
const patience = 20_000;

const Png = z.instanceof(Uint8Array);

/**
 * Draws in a thread of its own, begun for each chart: the process that moves traffic goes on meanwhile, and what drawing
 * needs of memory is given back.
 * @param failed is told why there is no chart; the document then goes without
 */
export function createDrawChart(failed: (error: unknown) => void = () => {}): DrawChart {
  return async (rollout, events) => {
    try {
      const drawing = drawingOf(rollout, events);
      if (drawing === null) return null;
      return { png: await drawInThread(drawing), alt: altText(drawing) };
    } catch (error) {
      failed(error);
      return null;
    }
  };
}

async function drawInThread(drawing: Drawing): Promise<Uint8Array> {
  const thread = new Worker(new URL('./draw-thread.ts', import.meta.url), { workerData: drawing });
  try {
    const [png] = await once(thread, 'message', { signal: AbortSignal.timeout(patience) });
    return Png.parse(png);
  } finally {
    await thread.terminate();
  }
}
