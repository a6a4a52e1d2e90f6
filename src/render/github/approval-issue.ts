import type { Card } from '../../core/card/card.ts';
import { versionWords } from '../../core/card/version-words.ts';
import { approvalLines, changeLines, decisionLines, subject } from './approval.ts';
import { remarkLines } from './card.ts';
import { checksSection } from './checks.ts';
import { fitted, type Section } from './fit.ts';
import { githubLimits } from './limits.ts';
import { clip, codeSpan, say } from './markdown.ts';
import { marker } from './marker.ts';
import { stageTrack } from './stages.ts';

export interface ApprovalIssue {
  /** Plain text; GitHub links nothing in a title but shows `code`. */
  readonly title: string;
  readonly body: string;
  /** Closed once it was decided: `completed` when approved. */
  readonly state: 'open' | 'closed';
  readonly stateReason: 'completed' | 'not_planned' | null;
}

export interface IssueOptions {
  /** The marker's key. */
  readonly key: string;
  /** How Belay is called in comments: `belay` for `@belay`. */
  readonly mention: string;
  /** Where the rollout can be watched live; null when nobody knows. */
  readonly link: string | null;
}

/**
 * The issue for one request for approval of a rollout.
 * @returns null when the card knows of no request with that number
 */
export function approvalIssue(card: Card, gate: number, options: IssueOptions): ApprovalIssue | null {
  if (card.approval?.gate === gate) return openIssue(card, options);
  const decided = card.decisions.filter((decision) => decision.gate === gate);
  const last = decided.at(-1);
  if (last === undefined) return null;
  return {
    title: titleOf(card, last.stage),
    body: bodyOf(card, options, [...decisionLines({ decisions: decided }), ...changeLines(card)], []),
    state: 'closed',
    stateReason: last.outcome === 'approved' ? 'completed' : 'not_planned',
  };
}

function openIssue(card: Card, options: IssueOptions): ApprovalIssue {
  return {
    title: titleOf(card, card.approval?.stage ?? ''),
    body: bodyOf(card, options, approvalLines(card, options.mention), [
      { lines: remarkLines(card), noun: 'remark' },
      { lines: stageTrack(card), noun: 'stage' },
      checksSection(card.checks),
    ]),
    state: 'open',
    stateReason: null,
  };
}

function titleOf({ service, version, environment, rollout }: Card, stage: string): string {
  const what = clip(
    `${service} ${versionWords(version)} → ${environment}, after ${stage}`,
    githubLimits.issueTitle - 60,
  );
  return `Approval: ${what} (${rollout})`;
}

/** Once it is decided nothing in it changes any more. */
function bodyOf(
  card: Card,
  { key, link }: IssueOptions,
  lines: readonly string[],
  live: readonly Section[],
): string {
  const watched = link === null ? '' : ` [Watch it live](<${encodeURI(link)}>).`;
  const about = `${subject(card)} in ${say(card.environment, 100)}; rollout ${codeSpan(card.rollout)}.${watched}`;
  const sections = [[marker(key)], lines, [about]].map((some) => ({ lines: some, noun: 'line' }));
  return fitted([...sections, ...live], githubLimits.comment);
}
