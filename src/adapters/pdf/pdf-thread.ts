import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { stayBehindOthers } from '../behind-others.ts';
import type { Paper } from './draw-pdf.ts';

/** Begun by draw-pdf.ts, which made what is in `workerData`. Writes one file and ends. */
stayBehindOthers();
// Half of a short document's time would go into reading pdfkit again.
enableCompileCache();
const { writePdf } = await import('./write-pdf.ts');
const { tree, chart } = workerData as Paper;
parentPort?.postMessage(await writePdf(tree, chart));
