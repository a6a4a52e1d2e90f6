import type { Case } from './judge-case.ts';
import { cases } from './judge-cases.ts';
import { figuresOf } from './judge-figures.ts';
import { heldOut } from './judge-held-out.ts';
import { belay, judges } from './judge-judges.ts';
import { type Pool, startPool } from './judge-pool.ts';
import { measureVerdict, mostVerdictMicroseconds } from './judge-speed.ts';
import { describeCase, heading, type Row } from './judge-table.ts';
import { atMost, describeTarget, falseRollbacks, type Target, targetsOf } from './judge-targets.ts';
import type { Bench } from './measure.ts';

/** Enough to see a judge that goes wrong; the baselines only run along. */
const quick = { runs: 200, others: 50 };

/** How often, and when, our judge and the usual ones roll back made-up releases that are healthy, and others that are not. */
export const judge: Bench = {
  name: 'judge',
  summary: 'false alarms and catches of the judge beside others; runs of a healthy scenario',
  usualRuns: 10_000,
  async run(asked, tell, { quick: isQuick, seed, fail }) {
    const runs = isQuick ? Math.min(asked, quick.runs) : asked;
    const verdict = measureVerdict(seed);
    await using pool = startPool();
    for (const { name, sentence } of judges) tell(`${name.padEnd(24)}${sentence}`);
    const settings = { pool, seed, tell };
    const counts = (whole: number) => (isQuick ? quickCounts(whole) : fullCounts(whole));
    const table = await measure(cases, settings, counts(runs));
    const others = await measure(heldOut, settings, counts(runs / heldOutFraction));
    for (const row of table) failWhenSurelyTooOften(row, fail);
    const targets = [
      ...targetsOfAll(table),
      atMost('verdict_us.p50', mostVerdictMicroseconds, verdict.p50),
      ...targetsOfAll(others).map((target) => ({ ...target, figure: `held_out.${target.figure}` })),
    ];
    for (const target of targets) tell(describeTarget(target));
    return {
      n: runs,
      seed,
      alpha: 0.01,
      judges: Object.fromEntries(judges.map(({ name, sentence }) => [name, sentence])),
      scenarios: asFigures(table),
      held_out: asFigures(others),
      verdict_us: verdict,
      targets,
    };
  },
};

/** Runs are few, so what may be chance is let pass. */
function failWhenSurelyTooOften({ watched, cells }: Row, fail: (sentence: string) => void): void {
  const most = falseRollbacks(watched.scenario.kind);
  const [least] = cells[belay.name]?.interval_95 ?? [0];
  if (most !== null && least > most)
    fail(`${watched.name} is healthy, but at least ${least} of it was rolled back; ${most} is accepted.`);
}

function targetsOfAll(rows: readonly Row[]): readonly Target[] {
  return rows.flatMap(({ watched, cells }) => {
    const found = cells[belay.name];
    return found === undefined ? [] : targetsOf(watched.scenario, found);
  });
}

interface Settings {
  readonly pool: Pool;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

interface Counts {
  readonly belay: number;
  /** Not more than for belay; the same seeds, from the first one. */
  readonly baselines: number;
}

type CountsOf = (watched: Case) => Counts;

/** What was held out has a tenth of the runs. */
const heldOutFraction = 10;

/** A fifth as many of what is worse, for a share near 1 needs no more; a tenth under the baselines. */
function fullCounts(runs: number): CountsOf {
  const baselines = Math.ceil(runs / 10);
  return ({ scenario }) => ({
    belay: scenario.kind === 'worse' ? Math.ceil(runs / 5) : Math.ceil(runs),
    baselines,
  });
}

function quickCounts(runs: number): CountsOf {
  const belayRuns = Math.ceil(runs);
  return () => ({ belay: belayRuns, baselines: Math.min(belayRuns, quick.others) });
}

async function measure(
  watched: readonly Case[],
  { pool, seed, tell }: Settings,
  countsOf: CountsOf,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  tell('');
  for (const line of heading) tell(line);
  for (const one of watched) {
    const all = await outcomes(pool, one, seed, countsOf(one));
    const cells = Object.fromEntries(
      all.map(([name, found]) => [name, figuresOf(found, one.scenario.worseFrom)]),
    );
    rows.push({ watched: one, cells });
    tell(describeCase({ watched: one, cells }));
  }
  return rows;
}

async function outcomes(pool: Pool, { name }: Case, seed: number, counts: Counts) {
  const names = judges.map((each) => each.name);
  const from = seed * 1_000_000;
  const together = await pool.run({ case: name, judges: names, seeds: { from, count: counts.baselines } });
  const left = counts.belay - counts.baselines;
  const alone =
    left === 0
      ? []
      : await pool.run({
          case: name,
          judges: [belay.name],
          seeds: { from: from + counts.baselines, count: left },
        });
  return names.map((judgeName, index) => {
    const more = judgeName === belay.name ? alone.flat() : [];
    return [judgeName, [...together.flatMap((run) => run[index] ?? []), ...more]] as const;
  });
}

function asFigures(rows: readonly Row[]) {
  return Object.fromEntries(
    rows.map(({ watched, cells }) => [
      watched.name,
      {
        sentence: watched.scenario.sentence,
        kind: watched.scenario.kind,
        looked_at: watched.signal === 'errors' ? 'error-rate' : 'p95',
        ...cells,
      },
    ]),
  );
}
