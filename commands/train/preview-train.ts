import type { Block } from '../../src/core/documents/tree.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Call, Desk } from '../command.ts';
import { preview } from '../deploy.ts';
import type { PreparedMember } from './prepare-train.ts';
import { trainWords } from './write-train.ts';

/** The plans of all rollouts in their order, from a train that is never written. */
export async function previewTrain(
  call: Call,
  desk: Desk,
  members: readonly PreparedMember[],
): Promise<Reply> {
  const [lead] = members;
  if (lead === undefined) return refuse('conflict', 'The train is empty. Nothing was started.');
  const blocks: Block[] = [{ kind: 'facts', rows: rulesOf(lead) }];
  for (const { request } of members) {
    const shown: Reply | Refusal = await preview(call, desk, request);
    if (shown.kind !== 'document') return shown;
    blocks.push({ kind: 'heading', text: shown.tree.title }, ...shown.tree.blocks);
  }
  const words = trainWords(members);
  return {
    kind: 'document',
    tree: {
      title: `Plan of a train: ${lead.coach.name} to ${lead.request.plan.environment}`,
      summary: `Dry run: nothing was started. ${words}.`,
      draftedBy: 'template',
      draftedWhy: 'a plan is never drafted by a model',
      at: call.now,
      blocks,
    },
  };
}

function rulesOf({ coach }: PreparedMember): { name: string; value: string }[] {
  return [
    {
      name: 'Order',
      value:
        coach.follows === 'completion'
          ? 'the next begin when those before have completed'
          : 'the next enter a stage when those before have reached the same share of the traffic',
    },
    {
      name: 'Approval',
      value:
        coach.approval === 'one'
          ? 'one for the train; what only one of them asks is asked by that one'
          : 'each rollout asks for its own',
    },
    {
      name: 'When one fails',
      value:
        coach.onFailure === 'roll_back_all'
          ? 'all go back, the last in the order first'
          : 'the others pause and people decide',
    },
  ];
}
