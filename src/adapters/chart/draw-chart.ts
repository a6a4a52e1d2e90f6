import { z } from 'zod';
import type { DrawChart } from '../../ports/draw-chart.ts';
import { createThreads } from '../threads.ts';
import { altText } from './alt-text.ts';
import { drawingOf } from './drawing.ts';

/** A chart is worth waiting for, but not forever. */
const limits = { atOnce: 1, waiting: 20, patience: 60_000 };

const Png = z.instanceof(Uint8Array);

/**
 * Draws in a thread of its own, begun for each chart: the process that moves traffic goes on meanwhile, and what drawing
 * needs of memory is given back. Throws what keeps it from drawing; the document then goes without.
 */
export function createDrawChart(): DrawChart {
  const inThread = createThreads(limits);
  return async (rollout, events, span = null) => {
    const drawing = drawingOf(rollout, events, span);
    if (drawing === null) return null;
    const png = Png.parse(await inThread(new URL('./draw-thread.ts', import.meta.url), drawing));
    return { png, alt: altText(drawing) };
  };
}
