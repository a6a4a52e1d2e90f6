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
 * needs of memory is given back. Throws what keeps it from drawing; the document then goes without.
 */
export function createDrawChart(): DrawChart {
  return async (rollout, events, span = null) => {
    const drawing = drawingOf(rollout, events, span);
    return drawing === null ? null : { png: await drawInThread(drawing), alt: altText(drawing) };
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
