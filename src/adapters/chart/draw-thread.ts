import { parentPort, workerData } from 'node:worker_threads';
import { stayBehindOthers } from '../behind-others.ts';
import { drawPng } from './draw-png.ts';
import type { Drawing } from './drawing.ts';

/** Begun by draw-chart.ts, which made what is in `workerData`. Draws one chart and ends. */
stayBehindOthers();
parentPort?.postMessage(drawPng(workerData as Drawing));
