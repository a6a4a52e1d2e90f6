import { riskSentence } from '../card/risk-remarks.ts';
import { counted, percent, plainLine } from '../prose.ts';
import type { Ladder } from '../risk/assess.ts';
import { riskWords } from '../risk/words.ts';
import type { Plan } from '../rollout/plan.ts';
import { formatDuration, type Instant } from '../time.ts';
import { heading, list, paragraph } from './blocks.ts';
import type { Block, DocumentTree } from './tree.ts';

type Planned = Omit<Plan, 'canary' | 'hash'>;

/** How risky a release is taken to be, and why; nothing where no tiers are declared. */
export function riskBlocks(plan: Planned): readonly Block[] {
  const [first, ...matches] = riskLines(plan);
  return first === undefined
    ? []
    : [heading('Risk'), paragraph(first), ...(matches.length === 0 ? [] : [list(matches)])];
}

/** What documents say of the risk: the tier and why, then each pattern that matched. */
export function riskLines(plan: Planned): readonly string[] {
  const { risk } = plan;
  const sentence = riskSentence(plan);
  if (risk === undefined || sentence === null) return [];
  const matches = risk.matched.map(
    ({ pattern, tier, level, files, examples }) =>
      `${plainLine(pattern)} (${level === null ? tier : `${tier}, ${level}`}): ${counted(files, 'file')}, ${examples.map(plainLine).join(', ')}${files > examples.length ? ' …' : ''}`,
  );
  return [`Tier ${sentence}`, ...matches];
}

/** The answer to how risky a release would be. */
export function riskTree(plan: Planned, ladder: Ladder, now: Instant): DocumentTree {
  const { risk } = plan;
  const boxes = plan.before?.boxes ?? [];
  return {
    title: `Risk: ${plan.service} to ${plan.environment}`,
    summary: risk === undefined ? 'No tiers are declared.' : `Tier ${riskWords(risk)}. Nothing was started.`,
    draftedBy: 'template',
    draftedWhy: 'Read from the configuration and from what the changed files are.',
    at: now,
    blocks: [
      ...riskBlocks(plan),
      ...(boxes.length === 0 ? [] : [heading('Before the first stage'), list(boxes.map(({ text }) => text))]),
      heading('Stages'),
      list(
        plan.stages.map(
          ({ name, weight, hold }) => `${name}: ${percent(weight)} for ${formatDuration(hold)}`,
        ),
      ),
      paragraph(
        `From low to high there are ${ladder.tiers.join(', ')}. Files that no scope matches make ${ladder.usual}; a release of which nobody knows the files is ${ladder.whenUnknown} at least. \`deploy … --tier\` may raise a tier and never lower it.`,
      ),
    ],
  };
}
