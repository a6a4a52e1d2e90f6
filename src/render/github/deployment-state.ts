import type { Card } from '../../core/card/card.ts';
import { githubLimits } from './limits.ts';
import { clip } from './markdown.ts';
import { currentStage } from './stages.ts';

export interface DeploymentState {
  readonly state: 'queued' | 'in_progress' | 'success' | 'failure' | 'inactive';
  /** Plain text: GitHub shows it as it is. */
  readonly description: string;
}

/** Where a rollout is, in the words of GitHub's deployments. Figures are left out: a status is kept for ever. */
export function deploymentState(card: Card): DeploymentState {
  return { state: stateOf(card), description: clip(described(card), githubLimits.deploymentDescription) };
}

function stateOf({ phase, over }: Card): DeploymentState['state'] {
  if (phase === 'queued') return 'queued';
  if (!over) return 'in_progress';
  if (phase === 'completed') return 'success';
  return phase === 'rolled back' ? 'failure' : 'inactive';
}

function described(card: Card): string {
  if (card.over) return card.phase;
  if (card.approval !== null) {
    const { given, needed, stage, towards } = card.approval;
    return `Waiting for approval (${given.length} of ${needed}) to go from ${stage} on to ${towards}`;
  }
  const stage = currentStage(card);
  if (stage === null) return card.phase;
  return ordinary.includes(card.phase) ? stage : `${stage}: ${card.phase}`;
}

/** What every stage goes through; a status for each would tell nothing, and GitHub counts them. */
const ordinary: readonly string[] = ['shifting traffic', 'observing'];
