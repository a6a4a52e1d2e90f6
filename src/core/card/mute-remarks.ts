import { instantText } from '../documents/instant-text.ts';
import { quoted } from '../prose.ts';
import type { Rollout } from '../rollout/state.ts';
import { everyCheck } from './checks.ts';
import { actorName } from './names.ts';
import type { Remarks } from './remarks.ts';

/** What is measured and not believed, until when, and why. Of a rollout that is over nothing is measured. */
export const muteRemarks: Remarks = (rollout, { personName }) => {
  if (isOver(rollout)) return [];
  const rules = new Map(everyCheck(rollout.plan).map(({ id, rule }) => [id, rule.text]));
  return Object.entries(rollout.mutes).map(([check, { by, until, reason }]) => ({
    label: 'Muted',
    sentence: `${quoted(rules.get(check) ?? check)} is not believed until ${instantText(until)}, by ${actorName(by, personName)}: ${quoted(reason)}. \`unmute ${rollout.id}\` ends it.`,
    tone: 'warning',
  }));
};

function isOver({ phase }: Rollout): boolean {
  return phase.kind === 'rolled-back' || phase.kind === 'completed' || phase.kind === 'cancelled';
}
