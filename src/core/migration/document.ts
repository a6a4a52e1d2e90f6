import { boxes, code, facts, heading, item, list, paragraph, table } from '../documents/blocks.ts';
import type { Block, DocumentTree } from '../documents/tree.ts';
import { counted, listed, plainLine } from '../prose.ts';
import type { Instant } from '../time.ts';
import type { DraftedPart } from './drafted-files.ts';
import { judgeTrip } from './judge-trip.ts';
import { lockWords, strongestLocks } from './locks.ts';
import type { LintFinding, MigrationResult, SqlProblem, Tried } from './migration.ts';

export interface Compared {
  readonly service: string;
  readonly repository: string;
  readonly from: { readonly tag: string; readonly sha: string };
  readonly to: { readonly tag: string; readonly sha: string };
  readonly now: Instant;
}

export interface Evidence {
  readonly parts: readonly DraftedPart[];
  readonly result: Extract<MigrationResult, { kind: 'tried' }>;
  /** Null when the linter could not be run. */
  readonly lint: readonly LintFinding[] | null;
  /** Sentences of code that only a person can do something about. */
  readonly findings: readonly string[];
}

/** The migration with everything that was found out about it: complete without a model. */
export function migrationDocument(compared: Compared, evidence: Evidence): DocumentTree {
  const { parts, result, lint, findings } = evidence;
  return {
    ...frame(compared, summaryOf(evidence)),
    blocks: [
      about(compared),
      ...parts.flatMap(partBlocks),
      heading('What the linter says'),
      ...lintBlocks(lint),
      ...listUnder('What to look at', [
        ...findings,
        ...result.renames,
        ...(result.drift ?? []).map(driftWords),
      ]),
      ...listUnder('What the trial leaves open', result.notes),
      heading('Before it is merged'),
      boxes(boxesOf(evidence)),
    ],
  };
}

/** What is left when nothing could be tried: where it stands, and the files to fill in. */
export function skeletonDocument(
  compared: Compared,
  why: string,
  problems: readonly SqlProblem[],
  files: readonly { readonly path: string; readonly text: string }[],
): DocumentTree {
  return {
    ...frame(compared, why),
    blocks: [
      about(compared),
      ...listUnder('What stands in the way', problems.map(problemWords)),
      heading('The files to fill in'),
      ...files.flatMap(({ path, text }) => [paragraph(path), code(text.split('\n'))]),
      heading('Before it is merged'),
      boxes([
        item('Forward, rollback and forward again were run on a copy, and schema and rows compared', null),
        item('What cannot be taken back is named and approved', null),
        item('What the version before still needs is taken away in a migration of its own, later', null),
        item('No statement locks a large table against writes for long', null),
      ]),
    ],
  };
}

/** `migrations/012_x.sql, line 3, column 8: This is no SQL: …` */
export function problemWords({ file, line, column, sentence }: SqlProblem): string {
  return `${file}, line ${line}, column ${column}: ${sentence}`;
}

function frame({ service, from, to, now }: Compared, summary: string) {
  return {
    title: `Migration of ${service}: ${from.tag} to ${to.tag}`,
    summary,
    draftedBy: 'template' as const,
    draftedWhy: 'Files, trial and checks are always the work of code.',
    at: now,
  };
}

function about({ repository, from, to }: Compared): Block {
  return facts(
    ['Repository', repository],
    ['Before', `${from.tag} (${from.sha.slice(0, 12)})`],
    ['After', `${to.tag} (${to.sha.slice(0, 12)})`],
  );
}

function summaryOf({ parts }: Evidence): string {
  const verdicts = parts.map(({ part }) => judgeTrip(part));
  const failed = verdicts.filter(({ kind }) => kind === 'failed').length;
  const lossy = verdicts.filter(({ kind }) => kind === 'irreversible').length;
  const all = counted(parts.length, 'part');
  if (failed > 0)
    return `${failed} of ${all} did not stand the trial on a scratch database: it is not ready.`;
  if (lossy > 0)
    return `${all} ran forward, back and forward again; ${lossy === 1 ? 'one of them loses' : `${lossy} of them lose`} data for ever, which a person has to approve.`;
  return `${all} ran forward, back and forward again on a scratch database: schema and rows were what they had been.`;
}

const titles = {
  expand: 'Expand: the version before goes on working',
  contract: 'Contract: the version before no longer works',
  mixed: 'Expand and contract in one file',
} as const;

function partBlocks({ part, forward, rollback }: DraftedPart): readonly Block[] {
  const { trip, demands, rollbackDrafted, written } = part;
  const verdict = judgeTrip(part);
  // What the new version has written by then.
  const dropped = [...new Set(trip.rollback.flatMap(({ loss }) => loss ?? []))];
  const rows: [string, string][] = [
    ['Forward', `${forward.path} (${written === null ? 'drafted' : 'written'})`],
    ['Rollback', `${rollback.path} (${rollbackDrafted ? 'drafted' : 'written'})`],
    ['Trial', verdict.why ?? 'forward, rollback and forward again ran'],
    ['Schema after the rollback', comparedWords(trip.schema)],
    [`Rows after the rollback (${counted(trip.rows, 'row')} tried)`, comparedWords(trip.data)],
    ...(dropped.length === 0
      ? []
      : ([['Lost when it is rolled back', dropped.join('; ')]] as [string, string][])),
    ['Lost for ever', verdict.losses.length === 0 ? 'nothing' : verdict.losses.join('; ')],
    ...(demands === null
      ? []
      : ([['Rows that make it fail', `${plainLine(demands.sentence)} (${demands.state})`]] as [
          string,
          string,
        ][])),
  ];
  return [
    heading(`${titles[part.phase]}: ${forward.path.split('/').at(-1)}`),
    facts(...rows),
    ...(trip.forward.length === 0 ? [] : [statementTable(trip.forward)]),
    code(forward.text.trimEnd().split('\n')),
    ...(rollback.text.trim() === '' ? [] : [code(rollback.text.trimEnd().split('\n'))]),
  ];
}

function comparedWords(differences: readonly string[] | null): string {
  if (differences === null) return 'not compared';
  return differences.length === 0
    ? 'the same'
    : `different: ${differences.slice(0, 5).map(plainLine).join('; ')}`;
}

/** More statements than these are in the file, not in the table. */
const mostStatements = 30;
const longestStatement = 160;

function statementTable(tried: readonly Tried[]): Block {
  const rows = tried
    .slice(0, mostStatements)
    .map(({ sql, locks, rewrites }) => [
      shortened(sql),
      locks.length === 0 ? 'no table that was there' : strongestLocks(locks).map(lockWords).join('; '),
      rewrites.length === 0 ? 'none' : listed(rewrites),
    ]);
  return table(['Statement', 'Takes', 'Writes anew'], rows);
}

function shortened(sql: string): string {
  const line = plainLine(sql);
  return line.length > longestStatement ? `${line.slice(0, longestStatement)}…` : line;
}

function lintBlocks(lint: readonly LintFinding[] | null): readonly Block[] {
  if (lint === null) return [paragraph('The linter could not be run here; nothing was looked at.')];
  if (lint.length === 0) return [paragraph('Nothing.')];
  const rows = lint
    .slice(0, mostStatements)
    .map(({ file, line, rule, message }) => [`${file.split('/').at(-1)}:${line}`, rule, plainLine(message)]);
  return [table(['Where', 'Rule', 'What'], rows)];
}

function driftWords(sql: string): string {
  return `The schema file says more than the migrations do: ${shortened(sql)}`;
}

function listUnder(title: string, items: readonly string[]): readonly Block[] {
  return items.length === 0 ? [] : [heading(title), list(items)];
}

function boxesOf({ parts, lint }: Evidence) {
  const verdicts = parts.map(({ part }) => judgeTrip(part));
  const lossy = verdicts.some(({ losses }) => losses.length > 0);
  return [
    item(
      'Forward, rollback and forward again ran',
      verdicts.every(({ kind }) => kind !== 'failed'),
    ),
    item(
      'The schema after the rollback is the one before',
      verdicts.every(({ schema }) => schema),
    ),
    item(
      'The rows after the rollback are those before',
      verdicts.every(({ data }) => data),
    ),
    item(
      'Expand and contract stand in files of their own',
      parts.every(({ part }) => part.phase !== 'mixed'),
    ),
    item('The linter has nothing to say', lint !== null && lint.length === 0),
    ...(lossy ? [item('Somebody has approved what is lost for ever', null)] : []),
    item('Somebody has looked at the locks with the size of the real tables in mind', null),
  ];
}
