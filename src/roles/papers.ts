import { randomUUID } from 'node:crypto';
import { createVerify } from '../../handlers/jobs/verify.ts';
import { createPrintPaper } from '../../handlers/papers/print-paper.ts';
import { createDrawChart } from '../adapters/chart/draw-chart.ts';
import { createDrawPdf } from '../adapters/pdf/draw-pdf.ts';
import { createRedact } from '../adapters/redact/secretlint.ts';
import { createRunScript } from '../adapters/script/run-script.ts';
import { createReadChangeTexts } from '../drafting/change-texts.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { CodeHosts } from './code-hosts.ts';
import { openDrafting } from './drafting.ts';
import type { RememberedSecrets } from './secrets.ts';
import type { Wiring } from './wiring.ts';

interface Parts extends Pick<Wiring, 'config' | 'store' | 'clock' | 'log'>, RememberedSecrets {
  readonly ledger: Ledger;
  readonly codeHosts: Pick<CodeHosts, 'describeChange'>;
}

/** How documents are drafted, drawn and printed, and how their scripts are run. */
export function openPapers({ config, store, clock, log, secretOf, known, ledger, codeHosts }: Parts) {
  const { documents, leases } = store;
  const { database } = config.documents;
  const redact = createRedact(known);
  const drawChart = createDrawChart();
  const drawPdf = createDrawPdf();
  return {
    redact,
    readTexts: createReadChangeTexts(codeHosts.describeChange, redact),
    draftDocument: openDrafting({ model: config.model, secretOf, store, clock, log }),
    drawChart,
    drawPdf,
    printPaper: createPrintPaper({ ledger, documents, events: store, drawChart, drawPdf, log }),
    verify: createVerify({
      ledger,
      documents,
      leases,
      run: createRunScript({ clock }),
      database: () => (database === null ? null : secretOf(database)),
      newHolder: randomUUID,
      clock,
      log,
    }),
  };
}

export type Papers = ReturnType<typeof openPapers>;
