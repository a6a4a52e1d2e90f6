import type { BudgetQueries, ErrorBudget } from '../../core/budget/budget.ts';
import { somebodyElse } from '../../core/budget/critical-fix.ts';
import { ofWholeService } from '../../core/budget/whole-service.ts';
import { EnvironmentName, ServiceName } from '../../core/ids.ts';
import { rangesOf } from '../../core/judge/query-selectors.ts';
import { usedWords } from '../../core/judge/query-template.ts';
import type { MetricSource } from '../../core/rollout/plan.ts';
import { formatDuration } from '../../core/time.ts';
import type { BudgetConfig, SlotConfig } from '../config.ts';
import { error, type Path, type Report, warning } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { type Building, listOf } from './building.ts';
import { type Crew, checkGate } from './check-people.ts';

type Declared = NonNullable<Root['error_budgets']>[string];
type QuerySource = Extract<MetricSource, { kind: 'query' }>;

const oneDay = 24 * 3_600_000;

/** A budget that is wrong is left out; what is wrong is reported. */
export function buildBudgets(building: Building): readonly BudgetConfig[] {
  const { root, report } = building;
  const gates = Object.entries(root.environments).flatMap(([name, environment]) =>
    environment?.error_budget_gate === true ? [EnvironmentName.parse(name)] : [],
  );
  return Object.entries(root.error_budgets ?? {}).flatMap(([name, declared]): BudgetConfig[] => {
    const budget = rulesOf(name, declared, report);
    const asked = sourceOf(name, declared, building);
    if (budget === null || asked === null) return [];
    const named = listOf(declared.services).map((service) => service.name);
    const services = (declared.services === undefined ? Object.keys(root.services) : named).map((service) =>
      ServiceName.parse(service),
    );
    return [{ budget, ...asked, services, gates }];
  });
}

function rulesOf(name: string, declared: Declared, report: Report): ErrorBudget | null {
  const { objective, period, freeze_below, warn_below, critical_only_below, unfreeze_at, watch } = declared;
  const path: Path = ['error_budgets', name];
  const before = mistakesIn(declared, path);
  before.forEach(report);
  if (before.length > 0) return null;
  return {
    name,
    objective,
    period,
    warnBelow: warn_below ?? null,
    freezeBelow: freeze_below,
    criticalOnlyBelow: critical_only_below ?? null,
    unfreezeAt: unfreeze_at ?? freeze_below,
    watch: watch ?? true,
  };
}

function mistakesIn(declared: Declared, path: Path) {
  const { objective, period } = declared;
  const ends =
    objective > 0 && objective < 1
      ? []
      : [
          error(
            [...path, 'objective'],
            'wrong-value',
            'An objective lies between 0% and 100%: with 100% nothing may ever fail, so there is no budget. Take one such as `99.9%`.',
            { expected: 'less than `100%`' },
          ),
        ];
  const short =
    period >= oneDay
      ? []
      : [
          error(
            [...path, 'period'],
            'wrong-value',
            `A budget over ${formatDuration(period)} is spent by one bad hour. Take at least \`1d\`; \`30d\` is usual.`,
            { expected: 'at least `1d`', suggestion: '30d' },
          ),
        ];
  return [...ends, ...short, ...disorder(declared, path)];
}

const thresholds = ['critical_only_below', 'freeze_below', 'unfreeze_at', 'warn_below'] as const;

/** From what stops most to what only warns; what thaws and what warns come after what freezes, in either order. */
function disorder(declared: Declared, path: Path) {
  const {
    critical_only_below: critical,
    freeze_below: freeze,
    unfreeze_at: thaw,
    warn_below: warn,
  } = declared;
  const wrong = (key: (typeof thresholds)[number], sentence: string) =>
    error([...path, key], 'thresholds-disordered', sentence);
  return [
    ...thresholds.flatMap((key) =>
      (declared[key] ?? 0) > 1
        ? [wrong(key, 'More than 100% of a budget is never left, so this share is at most `100%`.')]
        : [],
    ),
    ...(critical !== undefined && critical > freeze
      ? [
          wrong(
            'critical_only_below',
            'Below this share critical fixes need an approval too, so it is not above `freeze_below`, where releases stop.',
          ),
        ]
      : []),
    ...(thaw !== undefined && thaw < freeze
      ? [
          wrong(
            'unfreeze_at',
            'Releases would go on while less than `freeze_below` is left, where they stop. Take a share that is not below it.',
          ),
        ]
      : []),
    ...(warn !== undefined && warn < freeze
      ? [
          wrong(
            'warn_below',
            'Releases stop at `freeze_below` already, so a warning below that comes too late. Take a share that is not below it.',
          ),
        ]
      : []),
  ];
}

type Asked = Pick<BudgetConfig, 'source' | 'queries'>;

/** How a budget's metric is asked for the service as a whole, over windows as long as the period. */
function sourceOf(name: string, declared: Declared, building: Building): Asked | null {
  const at: Path = ['error_budgets', name, 'metric'];
  const metric = building.metrics.find((one) => one.name === declared.metric.name);
  if (metric === undefined) return null;
  const { report } = building;
  const about = [['metrics', metric.name]];
  const refuse = (sentence: string) => {
    report(error(at, 'budget-metric', sentence, { expected: 'a share that a metric server tells', about }));
    return null;
  };
  if (metric.source.kind === 'traffic') {
    return refuse(
      `\`${metric.name}\` is counted by the router, which remembers an hour, and this budget is kept over ${formatDuration(declared.period)}. Take a metric of \`kind: query\`, whose server keeps its counts.`,
    );
  }
  if (metric.source.kind !== 'query') {
    return refuse(
      `\`${metric.name}\` is known for each version now, and a budget is kept over ${formatDuration(declared.period)} of the service as a whole. Take a metric of \`kind: query\`.`,
    );
  }
  if (metric.unit !== 'ratio') {
    return refuse(
      `A budget is spent by a share of requests, and \`${metric.name}\` has the unit \`${metric.unit}\`, not \`ratio\`.`,
    );
  }
  const queries = queriesOf(name, declared, metric.source, { report, refuse });
  return queries === null ? null : { source: metric.source.source, queries };
}

interface Told {
  readonly report: Report;
  readonly refuse: (sentence: string) => null;
}

function queriesOf(
  name: string,
  declared: Declared,
  { counted, query, read, requests }: QuerySource,
  { report, refuse }: Told,
): BudgetQueries | null {
  const metric = declared.metric.name;
  if (counted?.kind === 'events') {
    const [total, part] = [ofWholeService(counted.total), ofWholeService(counted.bad)];
    if (total === null || part === null) return refuse(notWhole(metric, 'counters'));
    return { kind: 'counters', total, part, good: counted.goodInstead };
  }
  if (read.kind === 'range' || !isOverWindow(query)) {
    return refuse(
      `The query of \`${metric}\` looks back as far as it says itself, and a budget needs the share over its period and over shorter windows. Write \`[{window}]\` in it, without \`read\`, or give the metric \`counters\`.`,
    );
  }
  const [whole, all] = [ofWholeService(query), requests === null ? null : ofWholeService(requests)];
  if (whole === null) return refuse(notWhole(metric, 'query'));
  if (requests !== null && all === null) return refuse(notWhole(metric, 'requests'));
  if (declared.share_of === undefined) {
    const sentence = `Nobody says whether \`${metric}\` is the share of good or of bad requests. Add \`share_of: good\` or \`share_of: bad\`.`;
    report(error(['error_budgets', name], 'missing-key', sentence, { at: 'key', expected: '`share_of`' }));
    return null;
  }
  if (all === null || !isOverWindow(all)) {
    const sentence = `Nobody counts the requests behind \`${metric}\`, so the budget cannot tell when there are too few to say anything. Give the metric \`counters\`, or \`requests\` with \`[{window}]\` in it.`;
    report(warning(['error_budgets', name, 'metric'], 'budget-uncounted', sentence));
  }
  const countable = all !== null && isOverWindow(all) ? all : null;
  return { kind: 'share', query: whole, requests: countable, good: declared.share_of === 'good' };
}

/** A range of its own in one part of it would mix two windows. */
function isOverWindow(query: string): boolean {
  return usedWords(query).has('window') && rangesOf(query).every(({ millis }) => millis === null);
}

function notWhole(metric: string, key: string): string {
  return `A budget is read for the service as a whole, and the \`${key}\` of \`${metric}\` has {version} or {side} elsewhere than in a label that equals it. Declare another metric for the budget, without either.`;
}

/** What a gate needs: budgets to look at, and for critical fixes a first stage that not everybody sees. */
export function checkBudgetGates(
  budgets: readonly BudgetConfig[],
  slots: readonly SlotConfig[],
  crewOf: (environment: string) => Crew,
  { root, report }: Building,
): void {
  for (const [name, environment] of Object.entries(root.environments)) {
    if (environment?.error_budget_gate !== true || Object.keys(root.error_budgets ?? {}).length > 0) continue;
    const sentence = `No error budget is declared, so nothing is gated in ${name}. Declare one under \`error_budgets\`, or leave this out.`;
    report(
      warning(['environments', name, 'error_budget_gate'], 'gate-without-budget', sentence, { at: 'key' }),
    );
  }
  for (const { budget, services, gates } of budgets) {
    if (budget.criticalOnlyBelow === null) continue;
    const gated = slots.filter((slot) => services.includes(slot.service) && gates.includes(slot.environment));
    const path = ['error_budgets', budget.name, 'critical_only_below'];
    // Whoever asks for a fix is not known here; that somebody at all can approve it, is.
    for (const environment of new Set(gated.map((slot) => slot.environment))) {
      checkGate({ ...somebodyElse, requesterMayApprove: true }, path, crewOf(environment), report);
    }
    const exposed = gated.find(({ plan }) => plan.stages[0]?.weight === 100);
    if (exposed === undefined) continue;
    const sentence = `Below this share a critical fix is approved at the end of its first stage, and the first stage of ${exposed.service} in ${exposed.environment} gives it to everybody. Begin that plan with a smaller stage, or leave this out.`;
    report(error(path, 'first-stage-whole', sentence));
  }
}
