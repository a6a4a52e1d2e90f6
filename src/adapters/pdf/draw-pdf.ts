import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { DocumentTree } from '../../core/documents/tree.ts';
import type { Picture } from '../../ports/draw-chart.ts';
import type { DrawPdf } from '../../ports/draw-pdf.ts';

/** In milliseconds. An ordinary report takes a third of a second. */
const patience = 20_000;

const Bytes = z.instanceof(Uint8Array);

export interface Paper {
  readonly tree: DocumentTree;
  readonly chart: Picture | null;
}

/** Writes in a thread of its own: the process that moves traffic goes on meanwhile. Throws what keeps it from writing. */
export function createDrawPdf(): DrawPdf {
  return async (tree, chart) => {
    const workerData: Paper = { tree, chart };
    const thread = new Worker(new URL('./pdf-thread.ts', import.meta.url), { workerData });
    try {
      const [pdf] = await once(thread, 'message', { signal: AbortSignal.timeout(patience) });
      return Bytes.parse(pdf);
    } finally {
      await thread.terminate();
    }
  };
}
