import type { Card } from '../../core/card/card.ts';
import { approvalLines, decisionLines } from './approval.ts';
import { remarkLines, trafficWords } from './card.ts';
import { checksSection } from './checks.ts';
import { fitted } from './fit.ts';
import { githubLimits } from './limits.ts';
import { clip, codeSpan, prose } from './markdown.ts';
import { currentStage, stageTrack } from './stages.ts';

/** A rollout as a check on its commit. `action_required` ends a check for GitHub; Belay takes it up again. */
export type CheckRun = {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
} & (
  | { readonly status: 'queued' | 'in_progress' }
  | {
      readonly status: 'completed';
      readonly conclusion: 'success' | 'failure' | 'cancelled' | 'action_required';
    }
);

/** A card as a check run: the live state in its summary, stages and checks in its text. */
export function checkRun(card: Card, mention: string): CheckRun {
  return {
    name: checkName(card),
    title: clip(`${card.phase}${stageWords(card)}`, githubLimits.checkTitle),
    summary: fitted(
      [
        { lines: [`**${prose(card.now.sentence)}** ${prose(card.next.sentence)}`], noun: 'line' },
        { lines: approvalLines(card, mention), noun: 'line' },
        { lines: remarkLines(card), noun: 'remark' },
        { lines: [`Traffic: ${trafficWords(card)}. Rollout ${codeSpan(card.rollout)}.`], noun: 'line' },
      ],
      githubLimits.checkText,
    ),
    text: fitted(
      [
        { lines: stageTrack(card), noun: 'stage' },
        checksSection(card.checks),
        { lines: decisionLines(card), noun: 'decision', keep: 'last' },
      ],
      githubLimits.checkText,
    ),
    ...progress(card),
  };
}

/** One check for each service and environment: what a branch rule can ask for. */
export function checkName({ service, environment }: Pick<Card, 'service' | 'environment'>): string {
  return `Belay: ${service} in ${environment}`;
}

function stageWords(card: Card): string {
  const stage = currentStage(card);
  return stage === null || card.over ? '' : `, ${stage}`;
}

type Progress =
  | { status: 'queued' | 'in_progress' }
  | { status: 'completed'; conclusion: Extract<CheckRun, { status: 'completed' }>['conclusion'] };

function progress({ phase, over, approval }: Card): Progress {
  if (phase === 'queued') return { status: 'queued' };
  if (!over)
    return approval === null
      ? { status: 'in_progress' }
      : { status: 'completed', conclusion: 'action_required' };
  if (phase === 'completed') return { status: 'completed', conclusion: 'success' };
  return { status: 'completed', conclusion: phase === 'rolled back' ? 'failure' : 'cancelled' };
}
