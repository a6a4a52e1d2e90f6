import { z } from 'zod';

/** Everything that Belay writes about a release. Each has a prompt of that name in `prompts/`. */
export const documentKinds = [
  'checklist',
  'verification-script',
  'migration',
  'go-no-go',
  'stage-report',
  'incident',
  'root-cause',
  'report',
  'comparison',
  'customer-notice',
  'answer',
] as const;
export const DocumentKind = z.enum(documentKinds);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** What people call it: `the incident report`. */
export const documentNames: { readonly [K in DocumentKind]: string } = {
  checklist: 'the checklist',
  'verification-script': 'the verification script',
  migration: 'the migration',
  'go-no-go': 'the go/no-go analysis',
  'stage-report': 'the stage report',
  incident: 'the incident report',
  'root-cause': 'the root-cause analysis',
  report: 'the report',
  comparison: 'the comparison of both versions',
  'customer-notice': 'the customer notice',
  answer: 'the answer',
};

/** Those that have the chart of canary against stable with them. */
export const charted: ReadonlySet<DocumentKind> = new Set<DocumentKind>([
  'go-no-go',
  'stage-report',
  'incident',
  'report',
  'comparison',
]);
