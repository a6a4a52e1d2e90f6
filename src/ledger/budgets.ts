import type { BudgetConfig, Config } from '../config/config.ts';
import { assess } from '../core/budget/assess.ts';
import type { BudgetLevel, WindowReading } from '../core/budget/budget.ts';
import { budgetWindows } from '../core/budget/burn-rates.ts';
import { levelOf } from '../core/budget/level.ts';
import type { BudgetStanding } from '../core/budget/standing.ts';
import type { Instant } from '../core/time.ts';
import type { MeasureBudget } from '../ports/measure-budget.ts';
import type { BudgetLevels, Slot } from '../ports/store.ts';

/** Error budgets of a service in an environment. */
export interface Budgets {
  /**
   * Asks the metric servers, unless that is less than a minute ago, and keeps the level that follows.
   * @throws Failure store-unreachable, store-unwritable
   */
  read(slot: Slot): Promise<readonly BudgetStanding[]>;
  /** The same of those alone that can stop a release there. */
  gating(slot: Slot): Promise<readonly BudgetStanding[]>;
  /** Their levels, as they were kept last; asks no metric server. */
  kept(slot: Slot): Promise<readonly { readonly budget: string; readonly level: BudgetLevel }[]>;
}

interface Parts {
  readonly config: Pick<Config, 'budgets'>;
  readonly measure: MeasureBudget;
  readonly levels: BudgetLevels;
  readonly clock: () => Instant;
}

/** Queries over weeks are dear to a metric server. A little less than a minute, so that a look every minute is a new one. */
const remembered = 50_000;

export function createBudgets({ config, measure, levels, clock }: Parts): Budgets {
  const asked = new Map<
    string,
    { readonly at: Instant; readonly readings: Promise<readonly WindowReading[]> }
  >();

  function readings(budget: BudgetConfig, slot: Slot): Promise<readonly WindowReading[]> {
    const { service, environment } = slot;
    const key = `${budget.budget.name}/${service}/${environment}`;
    const known = asked.get(key);
    const now = clock();
    if (known !== undefined && now - known.at < remembered) return known.readings;
    const windows = budgetWindows(budget.budget.period);
    const found = measure(budget, windows, { service, environment });
    asked.set(key, { at: now, readings: found });
    // What could not be read is asked again the next time.
    found.then(
      (all) => all.every(({ reading }) => reading.kind === 'none') && asked.delete(key),
      () => asked.delete(key),
    );
    return found;
  }

  async function readOne(one: BudgetConfig, slot: Slot): Promise<BudgetStanding> {
    const { service, environment } = slot;
    const { budget } = one;
    const gates = one.gates.includes(environment);
    const assessment = assess(budget, await readings(one, slot));
    const key = { budget: budget.name, service, environment };
    const former = await levels.current(key);
    const level = levelOf(budget, assessment, former?.level ?? null);
    if (gates && assessment.kind === 'known' && level !== (former?.level ?? 'open')) {
      await levels.keep(key, level, assessment.remaining, clock());
    }
    return { budget, gates, assessment, level };
  }

  return {
    read: (slot) => Promise.all(budgetsOf(config, slot).map((one) => readOne(one, slot))),
    gating: (slot) => Promise.all(gatingOf(config, slot).map((one) => readOne(one, slot))),
    async kept(slot) {
      const { service, environment } = slot;
      return Promise.all(
        gatingOf(config, slot).map(async ({ budget }) => {
          const current = await levels.current({ budget: budget.name, service, environment });
          return { budget: budget.name, level: current?.level ?? 'open' };
        }),
      );
    },
  };
}

/** Those that can stop its releases in the environment. */
export function gatingOf(config: Pick<Config, 'budgets'>, slot: Slot): readonly BudgetConfig[] {
  return budgetsOf(config, slot).filter(({ gates }) => gates.includes(slot.environment));
}

/** Budgets that speak of the service. */
export function budgetsOf(
  { budgets }: Pick<Config, 'budgets'>,
  { service }: Pick<Slot, 'service'>,
): readonly BudgetConfig[] {
  return budgets.filter(({ services }) => services.includes(service));
}
