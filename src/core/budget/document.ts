import { heading, list, table } from '../documents/blocks.ts';
import type { Block, DocumentTree } from '../documents/tree.ts';
import { counted, percent } from '../prose.ts';
import { formatDuration, type Instant } from '../time.ts';
import { isFrozen } from './budget.ts';
import { alertOf, type BudgetStanding, standingSentence } from './standing.ts';
import { levelWords, rateInList, shareWords } from './words.ts';

/** Error budgets of one service in one environment, as they were read. */
export interface SlotBudgets {
  readonly service: string;
  readonly environment: string;
  readonly standings: readonly BudgetStanding[];
}

/** Every budget with what is left, how fast it goes, and what that means for a release. */
export function budgetTree(slots: readonly SlotBudgets[], now: Instant): DocumentTree {
  const all = slots.flatMap(({ standings }) => standings);
  return {
    title: 'Error budgets',
    summary: summaryOf(all),
    draftedBy: 'template',
    draftedWhy: 'Every figure is written by code.',
    at: now,
    blocks: slots.flatMap(blocksOf),
  };
}

function summaryOf(all: readonly BudgetStanding[]): string {
  const frozen = all.filter(({ gates, level }) => gates && isFrozen(level)).length;
  const unknown = all.filter(({ assessment }) => assessment.kind === 'unknown').length;
  const paging = all.filter(({ assessment }) => alertOf(assessment) === 'page').length;
  const parts = [
    ...(frozen > 0
      ? [`${counted(frozen, 'budget')} of ${all.length} ${frozen === 1 ? 'stops' : 'stop'} releases`]
      : []),
    ...(paging > 0 ? [`${paging} ${paging === 1 ? 'burns' : 'burn'} fast enough to page somebody`] : []),
    ...(unknown > 0 ? [`${unknown} cannot be told`] : []),
  ];
  return parts.length === 0
    ? `${counted(all.length, 'error budget')}; none stops a release.`
    : `${parts.join('; ')}.`;
}

function blocksOf({ service, environment, standings }: SlotBudgets): readonly Block[] {
  return [
    heading(`${service} in ${environment}`),
    table(['Budget', 'Promised', 'Left', 'Burn rate', 'Releases'], standings.map(row)),
    list(standings.flatMap(notes)),
  ];
}

function row({ budget, assessment, level, gates }: BudgetStanding): string[] {
  const known = assessment.kind === 'known';
  return [
    budget.name,
    `${percent(Number((budget.objective * 100).toPrecision(12)))} over ${formatDuration(budget.period)}`,
    known ? shareWords(assessment.remaining) : 'not known',
    known ? assessment.rates.map(rateInList).join(', ') : 'not known',
    gates ? levelWords[level] : 'not gated here',
  ];
}

/** What it means, and every window that could not be read: a blank is never taken for calm. */
function notes(standing: BudgetStanding): readonly string[] {
  const { assessment, budget, gates } = standing;
  const blind =
    assessment.kind === 'known' ? assessment.rates.flatMap(({ why }) => (why === null ? [] : [why])) : [];
  const shown = gates
    ? standingSentence(standing)
    : `${standingSentence(standing)} It stops nothing in this environment, which has no \`error_budget_gate\`.`;
  return [
    shown,
    ...(blind.length === 0 ? [] : [`Burn rates of ${budget.name} that are not known: ${blind.join('; ')}.`]),
  ];
}
