import type { BudgetQueries, ErrorBudget } from '../../core/budget/budget.ts';
import { type BurnRule, budgetWindows, burnRulesOf } from '../../core/budget/burn-rates.ts';
import { fillTemplate, promqlDuration } from '../../core/judge/query-template.ts';
import { formatDuration, type Millis } from '../../core/time.ts';
import { type AlertRule, templateText } from './alert.ts';
import { matchers, type RecordingRule } from './recorded.ts';

/** An error budget of a service in an environment, and how its metric server is asked for it. */
export interface ExportedBudget {
  readonly service: string;
  readonly environment: string;
  readonly budget: Pick<ErrorBudget, 'name' | 'objective' | 'period'>;
  readonly source: string;
  readonly queries: BudgetQueries;
}

export interface BudgetGroup {
  readonly source: string;
  readonly name: string;
  readonly rules: readonly (RecordingRule | AlertRule)[];
}

/** Burn rates of an error budget and its alerts: a long window tells that it matters, a short one that it goes on. */
export function budgetGroup(one: ExportedBudget, labels: Readonly<Record<string, string>>): BudgetGroup {
  const { budget, service, environment, source } = one;
  const recording = budgetWindows(budget.period).map((window) => ({
    record: burnName(window),
    expr: `${badShare(one, window)} / ${number(1 - budget.objective)}`,
    labels: identity(one),
  }));
  const alerts = burnRulesOf(budget.period).map((rule) => burnAlert(one, rule, labels));
  return {
    source,
    name: `belay budget ${budget.name} ${service} ${environment}`,
    rules: [...recording, ...alerts],
  };
}

/** The share of bad requests of the whole service. A counter of errors begins with the first error: until then none is bad. */
function badShare({ service, environment, queries }: ExportedBudget, millis: Millis): string {
  const window = promqlDuration(millis);
  const filled = (query: string) =>
    fillTemplate(query.trim(), { service, environment, version: '', side: '', window });
  if (queries.kind === 'share') {
    const share = `(\n${filled(queries.query)}\n)`;
    return queries.good ? `(1 - ${share})` : share;
  }
  const counted = (selector: string) => `sum(increase(${filled(selector)}[${window}]))`;
  const [part, total] = [counted(queries.part), counted(queries.total)];
  return queries.good ? `(1 - ${part} / ${total})` : `((${part} or 0 * ${total}) / ${total})`;
}

function burnAlert(one: ExportedBudget, rule: BurnRule, labels: Readonly<Record<string, string>>): AlertRule {
  const { budget, service, environment } = one;
  const series = (window: Millis) => `${burnName(window)}${matchers(identity(one))}`;
  const faster = (window: Millis) => `${series(window)} > ${number(rule.factor)}`;
  const spent = (rule.factor * rule.long) / budget.period;
  return {
    alert: rule.alert === 'page' ? 'BelayErrorBudgetBurnsFast' : 'BelayErrorBudgetBurns',
    expr: `${faster(rule.long)}\nand on ()\n${faster(rule.short)}`,
    labels: {
      severity: rule.alert === 'page' ? 'critical' : 'warning',
      ...labels,
      ...identity(one),
      window: promqlDuration(rule.long),
    },
    annotations: {
      summary: templateText(`${service} in ${environment} spends its error budget ${budget.name} too fast`),
      description: `{{ $value | printf "%.1f" }}${templateText(
        ` times the rate that its ${formatDuration(budget.period)} allow, over the last ${formatDuration(rule.long)} and ${formatDuration(rule.short)}; ${number(rule.factor)} is the limit, and at it ${number(spent * 100)}% of the budget goes in ${formatDuration(rule.long)}.`,
      )}`,
      runbook: templateText(
        `See whether a release is under way, and what it does to the errors: belay status ${service}, belay explain ${service}. Take it back if it is the cause: belay rollback ${service} and a reason.`,
      ),
    },
  };
}

function identity({ service, environment, budget }: ExportedBudget) {
  return { service, environment, budget: budget.name };
}

function burnName(window: Millis): string {
  return `belay:error_budget:burn_rate_${promqlDuration(window)}`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}
