import { type DocumentKind, documentKinds, documentNames } from '../src/core/documents/kinds.ts';
import { nearest } from '../src/core/nearest.ts';
import { listed, quoted } from '../src/core/prose.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import type { StoredDocument } from '../src/ports/documents.ts';

/** Which document somebody means. */
export interface AskedDocument {
  /** A kind, or words of a title; null for the report. */
  readonly words: string | null;
  readonly part: string | null;
}

/** @param kept the oldest first @returns the newest that is meant; null when there is none */
export function findDocument(
  kept: readonly StoredDocument[],
  { words, part }: AskedDocument,
): StoredDocument | null {
  const parts = part === null ? kept : kept.filter((one) => partOf(one.part) === partOf(part));
  return meant(parts, words ?? (part === null ? 'report' : '')).at(-1) ?? null;
}

/** Documents of that kind; where there is no such kind, those with these words in their titles. */
export function meant(kept: readonly StoredDocument[], words: string): readonly StoredDocument[] {
  const kind = kindOf(words);
  if (kind !== null) return kept.filter(({ document }) => document === kind);
  const wanted = words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return kept.filter(({ document, tree }) => {
    const text = `${tree.title} ${documentNames[document]} ${document}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** `Go/no-go` and `go no go` are `go-no-go`. */
function kindOf(words: string): DocumentKind | null {
  const typed = words.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return documentKinds.find((kind) => kind === typed) ?? null;
}

/** People leave out the hyphen. */
function partOf(part: string): string {
  return part.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

export function noDocument(
  { id }: Rollout,
  kept: readonly StoredDocument[],
  { words, part }: AskedDocument,
): Refusal {
  const kind = words === null && part === null ? 'report' : kindOf(words ?? '');
  const names = kept.map((one) => `\`${one.document}${one.part === '' ? '' : ` ${one.part}`}\``);
  const there = names.length === 0 ? 'Nothing is written yet.' : `Written are ${listed(names)}.`;
  if (kind !== null && part === null)
    return refuse(
      'no-document',
      `${id} has no ${kind} yet; ${written[kind]}.${kind === 'report' || kind === 'checklist' ? '' : ` ${there}`}`,
    );
  const near = words === null || kind !== null ? null : nearest(words.toLowerCase(), documentKinds);
  const hint = near === null ? '' : ` Did you mean \`${near}\`?`;
  const asked = [words, part].filter((one) => one !== null).map(quoted);
  return refuse('no-document', `${id} has no document for ${listed(asked)}.${hint} ${there}`);
}

/** When each is written, for those who look too early. */
const written: { readonly [K in DocumentKind]: string } = {
  checklist: 'it is written when the rollout starts',
  'verification-script': 'it is written when the rollout starts, if belay.yml asks for it',
  migration: 'it is written when somebody asks for it',
  'go-no-go': 'it is written when people are asked to approve',
  'stage-report': 'it is written when a stage has passed, if belay.yml asks for it',
  incident: 'it is written when a rollback has made the traffic safe',
  'root-cause': 'it is written when a rollback has made the traffic safe',
  report: 'it is written when the rollout ends',
  comparison: 'it is written when the rollout ends, if belay.yml asks for it',
  'customer-notice': 'it is written when customers have to be told',
  answer: 'it is written when somebody asks a question',
};
