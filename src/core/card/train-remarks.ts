import { percent, unstopped } from '../prose.ts';
import type { Card, CardRemark } from './card.ts';

/** The train of a card, one line for its rules and one for each of its rollouts; none for one that goes alone. */
export function trainRemarks({ train }: Pick<Card, 'train'>): readonly CardRemark[] {
  if (train === undefined) return [];
  const { id, name, rules, members } = train;
  return [
    { label: 'Train', sentence: `${name} (${id}): ${rules}`, tone: 'quiet' },
    ...members.map(({ service, version, phase, weight, waits, tone, rollout }) => ({
      label: version === '' ? service : `${service} ${version}`,
      sentence: [
        `${phase}${weight > 0 ? ` at ${percent(weight)}` : ''}`,
        ...(waits === null ? [] : [`waits for ${unstopped(waits)}`]),
        ...(waits?.includes(rollout) === true ? [] : [rollout]),
      ].join(', '),
      tone,
    })),
  ];
}
