import type { Card } from '../../core/card/card.ts';
import { approvalLines, decisionLines, subject } from './approval.ts';
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

/**
 * The issue for one request for approval of a rollout.
 * @returns null when the card knows of no request with that number
 */
export function approvalIssue(
  card: Card,
  gate: number,
  options: { readonly key: string; readonly mention: string },
): ApprovalIssue | null {
  if (card.approval?.gate === gate) return openIssue(card, options);
  const decided = card.decisions.filter((decision) => decision.gate === gate);
  const last = decided.at(-1);
  if (last === undefined) return null;
  return {
    title: titleOf(card, last.stage),
    body: bodyOf(card, options.key, decisionLines({ decisions: decided }), []),
    state: 'closed',
    stateReason: last.outcome === 'approved' ? 'completed' : 'not_planned',
  };
}

function openIssue(card: Card, { key, mention }: { key: string; mention: string }): ApprovalIssue {
  return {
    title: titleOf(card, card.approval?.stage ?? ''),
    body: bodyOf(card, key, approvalLines(card, mention), [
      { lines: stageTrack(card), noun: 'stage' },
      checksSection(card.checks),
    ]),
    state: 'open',
    stateReason: null,
  };
}

function titleOf({ service, version, environment, rollout }: Card, stage: string): string {
  const what = clip(`${service} ${version} → ${environment}, after ${stage}`, githubLimits.issueTitle - 60);
  return `Approval: ${what} (${rollout})`;
}

/** Once it is decided nothing in it changes any more. */
function bodyOf(card: Card, key: string, lines: readonly string[], live: readonly Section[]): string {
  const about = `${subject(card)} in ${say(card.environment, 100)}; rollout ${codeSpan(card.rollout)}.`;
  const sections = [[marker(key)], lines, [about]].map((some) => ({ lines: some, noun: 'line' }));
  return fitted([...sections, ...live], githubLimits.comment);
}
