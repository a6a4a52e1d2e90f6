import { versionWords } from '../../src/core/card/version-words.ts';
import { listed } from '../../src/core/prose.ts';
import { refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import { formatDuration } from '../../src/core/time.ts';
import { longestWait } from '../../src/core/trains/back.ts';
import { withBudgets } from '../budget-gate.ts';
import type { Call, Desk } from '../command.ts';
import { makeRoom } from '../deploy.ts';
import type { PreparedMember } from './prepare-train.ts';

/**
 * Writes every rollout of a train, the lead first. None begins before all are written; should that never come, those
 * that are written drop themselves.
 */
export async function writeTrain(call: Call, desk: Desk, members: readonly PreparedMember[]): Promise<Reply> {
  for (const { request, events } of members) {
    const written = await desk.ledger.write(null, events, call.actor, call.now, 'at-once');
    if (written.kind === 'written') continue;
    return refuse(
      'conflict',
      `The rollout of ${request.plan.service} could not be written. Nothing was started: what was written of the train drops itself within ${formatDuration(longestWait)}. Send the command again.`,
    );
  }
  for (const { request, slot } of members) {
    await makeRoom(call, desk, request, slot);
  }
  const [lead] = members;
  if (lead === undefined) return refuse('conflict', 'The train is empty. Nothing was started.');
  const sentences = members.map(({ request }) => withBudgets('', request).trim()).filter((one) => one !== '');
  return {
    kind: 'done',
    sentence: [`${lead.coach.train}: ${trainWords(members)} is asked for.`, ...sentences].join(' '),
    rollout: lead.request.rollout,
  };
}

/** `web-train: api v2, then web v5 and site v5, to production` */
export function trainWords(members: readonly PreparedMember[]): string {
  const [first] = members;
  const positions = [...new Set(members.map(({ coach }) => coach.position))].map((position) =>
    listed(
      members
        .filter(({ coach }) => coach.position === position)
        .map(({ request: { plan } }) => `${plan.service} ${versionWords(plan.canary.version)}`),
    ),
  );
  return `${first?.coach.name}: ${positions.join(', then ')}, to ${first?.request.plan.environment}`;
}
