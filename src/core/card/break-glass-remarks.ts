import { listed, quoted } from '../prose.ts';
import type { BreakGlass } from '../rollout/break-glass.ts';
import { formatDuration } from '../time.ts';
import type { Remarks } from './remarks.ts';

/** Said first on every card: what was not looked at, why, and who else agreed. */
export const breakGlassRemarks: Remarks = ({ plan, decisions }, { personName }) => {
  const { breakGlass } = plan;
  if (breakGlass === undefined) return [];
  const agreed = decisions.find(({ stage, outcome }) => stage === null && outcome === 'approved');
  const names = [...new Set(agreed?.votes.map(({ person }) => personName(person)) ?? [])];
  const second =
    names.length > 0
      ? `${listed(names)} agreed.`
      : breakGlass.secondPerson
        ? 'A second person must agree.'
        : waived;
  const sentence = `It goes ${pastWords(breakGlass)}: ${quoted(breakGlass.reason)}. ${second} Triggers still take it back; it is reviewed within ${formatDuration(breakGlass.reviewWithin)} of its end.`;
  return [{ label: 'Break-glass', sentence, tone: 'bad' }];
};

const waived = 'Nobody else was asked: belay.yml waives the second person.';

/** `past canary stages and approvals` */
export function pastWords({ skips }: Pick<BreakGlass, 'skips'>): string {
  return `past ${listed(skips.map((skip) => words[skip]))}`;
}

const words: { readonly [S in BreakGlass['skips'][number]]: string } = {
  canary: 'the canary stages',
  tests: 'tests',
  approval: 'approvals',
};

/** Added to the request's sentence on every place; empty for other releases. */
export function breakGlassClause({ breakGlass }: { readonly breakGlass?: BreakGlass | undefined }): string {
  if (breakGlass === undefined) return '';
  const second = breakGlass.secondPerson
    ? 'a second person must agree'
    : 'nobody else is asked, as belay.yml waives it';
  return ` by breaking the glass, ${pastWords(breakGlass)} (${second})`;
}
