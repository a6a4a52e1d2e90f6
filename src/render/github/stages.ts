import type { Card } from '../../core/card/card.ts';
import { instantText } from '../../core/documents/instant-text.ts';
import { percent } from '../../core/prose.ts';
import { say } from './markdown.ts';

type CardStage = Card['stages'][number];

const marks: { readonly [S in CardStage['state']]: string } = {
  done: '✅',
  current: '🔵',
  ahead: '⬜',
  undone: '↩️',
};

/** One line for each stage, in their order. */
export function stageTrack({ stages }: Card): readonly string[] {
  return stages.map(stageLine);
}

function stageLine({ label, weight, state, to, asks }: CardStage, index: number): string {
  const share = percent(weight);
  const name = sameText(label, share) ? share : `${say(label, 100)} (${share})`;
  const until = to === null ? '' : `, until ${instantText(to)}`;
  const then = asks ? ', then people decide' : '';
  const text = `${name}${until}${then}`;
  return `${index + 1}. ${marks[state]} ${state === 'current' ? `**${text}**` : text}`;
}

/** A stage without a name of its own is called by its weight. */
function sameText(one: string, other: string): boolean {
  return one.replace(/\s/g, '') === other.replace(/\s/g, '');
}

/** `25 % (stage 2 of 4)`; null when no stage is the current one. */
export function currentStage({ stages }: Card): string | null {
  const index = stages.findIndex(({ state }) => state === 'current');
  const stage = stages[index];
  return stage === undefined ? null : `${percent(stage.weight)} (stage ${index + 1} of ${stages.length})`;
}
