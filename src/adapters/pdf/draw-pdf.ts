import { z } from 'zod';
import type { DocumentTree } from '../../core/documents/tree.ts';
import type { Picture } from '../../ports/draw-chart.ts';
import type { DrawPdf } from '../../ports/draw-pdf.ts';
import { createThreads } from '../threads.ts';

/** An ordinary report takes a third of a second. */
const limits = { atOnce: 1, waiting: 20, patience: 60_000 };

const Bytes = z.instanceof(Uint8Array);

export interface Paper {
  readonly tree: DocumentTree;
  readonly chart: Picture | null;
}

/** Writes in a thread of its own: the process that moves traffic goes on meanwhile. Throws what keeps it from writing. */
export function createDrawPdf(): DrawPdf {
  const inThread = createThreads(limits);
  return async (tree, chart) => {
    const paper: Paper = { tree, chart };
    return Bytes.parse(await inThread(new URL('./pdf-thread.ts', import.meta.url), paper));
  };
}
