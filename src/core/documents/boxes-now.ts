import type { PersonName } from '../card/names.ts';
import { versionWords } from '../card/version-words.ts';
import { listNow, openBoxes } from '../checklist/list-now.ts';
import { counted } from '../prose.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Instant } from '../time.ts';
import { paragraph } from './blocks.ts';
import { boxBlock } from './box-blocks.ts';
import type { DocumentTree } from './tree.ts';

/** The list that counts now, with numbers to tick by; null where there is none. */
export function boxesNow(rollout: Rollout, personName: PersonName, now: Instant): DocumentTree | null {
  const found = listNow(rollout);
  if (found === null) return null;
  const { plan, id } = rollout;
  const where = {
    start: 'before the first stage',
    stage: `in stage ${plan.stages[found.stage ?? 0]?.name ?? ''}`,
    end: 'after completion',
  }[found.where];
  const open = openBoxes(rollout).length;
  return {
    title: `${found.list.title ?? 'Checklist'}: ${plan.service} ${versionWords(plan.canary.version)} ${where}`,
    summary:
      open === 0
        ? 'No required box is open.'
        : `${counted(open, 'required box', 'required boxes')} ${open === 1 ? 'is' : 'are'} open, and ${id} stays where it is until ${open === 1 ? 'it is' : 'they are'} ticked.`,
    draftedBy: 'template',
    draftedWhy: 'Read from the rollout’s log; no model was asked.',
    at: now,
    blocks: [
      boxBlock(rollout, found.list, found.stage, personName),
      paragraph(`Tick one with \`tick ${id} 1\`, or with words that stand in it; \`--undo\` opens it again.`),
    ],
  };
}
