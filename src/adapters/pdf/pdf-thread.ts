import { parentPort, workerData } from 'node:worker_threads';
import { stayBehindOthers } from '../behind-others.ts';
import type { Paper } from './draw-pdf.ts';
import { writePdf } from './write-pdf.ts';

/** Begun by draw-pdf.ts, which made what is in `workerData`. Writes one file and ends. */
stayBehindOthers();
const { tree, chart } = workerData as Paper;
parentPort?.postMessage(await writePdf(tree, chart));
