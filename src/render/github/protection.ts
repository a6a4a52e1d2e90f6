import type { Card } from '../../core/card/card.ts';
import { deploymentState } from './deployment-state.ts';
import { githubLimits } from './limits.ts';
import { codeSpan, say } from './markdown.ts';

export interface ProtectionReport {
  /** Null while the rollout is under way. */
  readonly decision: 'approved' | 'rejected' | null;
  readonly comment: string;
}

/** What an environment that waits for Belay is told of the rollout of its commit. */
export function protectionReport(card: Card, link: string | null): ProtectionReport {
  const { phase, over, rollout } = card;
  const name = `Rollout ${codeSpan(rollout)}`;
  const live = link === null ? '' : ` [Watch it live](<${encodeURI(link)}>).`;
  if (!over) {
    const { description } = deploymentState(card);
    return { decision: null, comment: short(`${name}: ${say(description, 140)}.${live}`) };
  }
  if (phase === 'completed') return { decision: 'approved', comment: short(`${name} is completed.${live}`) };
  const again = 'Deploy the commit again, then run this job again.';
  return { decision: 'rejected', comment: short(`${name} was ${say(phase, 40)}. ${again}${live}`) };
}

/** What it is told while there is no rollout of its commit. */
export function protectionWaiting(commit: string, environment: string, mention: string): string {
  const command = codeSpan(`@${mention} deploy to ${environment}`, 200);
  return short(
    `Belay knows of no rollout of commit ${codeSpan(commit, 64)} in ${say(environment, 60)} yet. Comment ${command} on its pull request to start one; this job waits for it.`,
  );
}

/** The parts are clipped so that this cuts nothing but absurd addresses. */
function short(text: string): string {
  return text.slice(0, githubLimits.protectionReport);
}
