import { fileName } from '../../src/core/documents/file-name.ts';
import { renderMarkdown } from '../../src/core/documents/render-markdown.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { DocumentKey, Documents } from '../../src/ports/documents.ts';
import type { DrawPdf } from '../../src/ports/draw-pdf.ts';
import { documentPage } from '../../src/render/html/page.ts';
import { type ChartParts, chartOf } from './chart-of.ts';

export const paperForms = ['pdf', 'html', 'md'] as const;
export type PaperForm = (typeof paperForms)[number];

/** A kept document as a file. */
export interface PrintedPaper {
  /** Small letters, digits, hyphens and its ending: safe wherever names of files stand. */
  readonly name: string;
  readonly title: string;
  readonly contentType: string;
  readonly data: string | Uint8Array;
}

/** @returns null when no such document is kept */
export type PrintPaper = (key: DocumentKey, form: PaperForm) => Promise<PrintedPaper | null>;

export interface PrintParts extends ChartParts {
  readonly ledger: Pick<Ledger, 'load'>;
  readonly documents: Pick<Documents, 'get'>;
  readonly drawPdf: DrawPdf;
}

const contentTypes: { readonly [F in PaperForm]: string } = {
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
};

export function createPrintPaper(parts: PrintParts): PrintPaper {
  return async (key, form) => {
    const kept = await parts.documents.get(key);
    const rollout = await parts.ledger.load(key.rollout);
    if (kept === null || rollout === null) return null;
    const { tree } = kept;
    const chart = form === 'md' ? null : await chartOf(parts, rollout, key.document, key.part);
    const file = {
      name: `${fileName(`${tree.title} ${key.part}`)}.${form}`,
      title: tree.title,
      contentType: contentTypes[form],
    };
    switch (form) {
      case 'pdf':
        return { ...file, data: await parts.drawPdf(tree, chart) };
      case 'html': {
        const picture =
          chart === null ? null : { png: Buffer.from(chart.png).toString('base64'), alt: chart.alt };
        return { ...file, data: documentPage(tree, picture) };
      }
      case 'md':
        return { ...file, data: renderMarkdown(tree) };
    }
  };
}
