import type { DocumentTree } from '../core/documents/tree.ts';
import type { Picture } from './draw-chart.ts';

/** A document as a PDF file to send and to print, A4. @param chart null when there is nothing to draw */
export type DrawPdf = (tree: DocumentTree, chart: Picture | null) => Promise<Uint8Array>;
