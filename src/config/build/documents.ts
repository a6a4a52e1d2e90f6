import type { DocumentKind } from '../../core/documents/kinds.ts';
import { usualDocuments } from '../../core/documents/moments.ts';
import type { DocumentsConfig } from '../config.ts';
import type { Root } from '../schema/root.ts';

/** Kinds that have a moment of their own, in the order in which their moments come. */
const inOrder = [
  'checklist',
  'stage-report',
  'go-no-go',
  'incident',
  'root-cause',
  'comparison',
  'report',
] as const;

/**
 * What is written in rollouts that start from now on.
 * @returns nothing when the file does not say: a plan that says nothing means the usual ones, and keeps its hash
 */
export function buildDocuments({ documents }: Root): { readonly documents?: DocumentKind[] } {
  if (documents === undefined) return {};
  const { checklist, go_no_go, stage_report, ab_comparison, incident_report, final_report } = documents;
  const said: { readonly [K in (typeof inOrder)[number]]: unknown } = {
    checklist,
    'stage-report': stage_report,
    'go-no-go': go_no_go,
    incident: incident_report,
    'root-cause': incident_report,
    comparison: ab_comparison,
    report: final_report,
  };
  if (Object.values(said).every((one) => one === undefined)) return {};
  return { documents: inOrder.filter((kind) => (said[kind] ?? usualDocuments.includes(kind)) !== false) };
}

export function buildDocumentsConfig({ documents }: Root): DocumentsConfig {
  return {
    pdf: documents?.pdf ?? false,
    database: documents?.verification_script?.database ?? null,
    questions: documents?.questions ?? [],
  };
}
