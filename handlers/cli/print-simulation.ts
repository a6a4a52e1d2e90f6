import { counted } from '../../src/core/prose.ts';
import type { Scenario } from '../../src/simulate/scenario.ts';
import type { Share, Tally } from '../../src/simulate/tally.ts';
import { aligned, type Paint, paragraph, type Style } from './terminal-text.ts';

export interface SimulatedScenario {
  readonly scenario: Scenario;
  readonly tally: Tally;
}

interface PrintOptions {
  readonly paint: Paint;
  readonly width: number;
}

const groups: readonly { readonly kinds: readonly Scenario['kind'][]; readonly title: string }[] = [
  { kinds: ['healthy'], title: 'Healthy: a rollback is a false alarm' },
  { kinds: ['hard-healthy'], title: 'Healthy, but looking worse: a rollback is a false alarm' },
  { kinds: ['worse'], title: 'Worse than stable: to be rolled back' },
];

const columns = [
  '',
  'rolled back',
  '95 %',
  'median',
  'slowest',
  'completed',
  'asked',
  'stopped',
  'bad served',
];

const askedNote =
  'Asked: people were asked to go on although something was not met, and what completed then did so because they said yes.';

/** A table of what came of each scenario, then what needs more words. */
export function simulationText(
  results: readonly SimulatedScenario[],
  { paint, width }: PrintOptions,
): string {
  const shown = groups.flatMap(({ kinds, title }) => {
    const inGroup = results.filter(({ scenario }) => kinds.includes(scenario.kind));
    return inGroup.length === 0 ? [] : [{ title, results: inGroup }];
  });
  const [head = '', ...lines] = aligned([
    columns,
    ...shown.flatMap((group) => group.results.map((result) => cells(result))),
  ]);
  const painted = shown
    .flatMap((group) => group.results)
    .map((result, index) => paint(styleOf(result), lines[index] ?? ''));
  let printed = 0;
  const table = shown.flatMap((group) => {
    const rows = painted.slice(printed, printed + group.results.length);
    printed += rows.length;
    return ['', paint('bold', group.title), ...rows];
  });
  const asks = results.some(({ tally }) => tally.asked.count > 0) ? askedNote : '';
  return [
    paint('dim', head),
    ...table,
    ...remarks(results, { paint, width }),
    ...(asks === '' ? [] : ['', ...paragraph(asks, width, paint)]),
  ].join('\n');
}

function cells({ scenario, tally }: SimulatedScenario): readonly string[] {
  const { rolledBack, rollbackMinute, completed, asked, stopped, bad } = tally;
  return [
    `  ${scenario.name}`,
    share(rolledBack),
    `${percent(rolledBack.low).replace(' %', '')}–${percent(rolledBack.high)}`,
    rollbackMinute === null ? '–' : `${minutes(rollbackMinute.median)} min`,
    rollbackMinute === null ? '–' : `${minutes(rollbackMinute.largest)} min`,
    share(completed),
    asked.count === 0 ? '–' : share(asked),
    stopped.count === 0 ? '–' : share(stopped),
    bad === null ? '–' : `${Math.round(bad.median)}, at most ${bad.largest}`,
  ];
}

function styleOf({ scenario, tally: { rolledBack } }: SimulatedScenario): Style {
  const wrong = scenario.kind === 'worse' ? rolledBack.of - rolledBack.count : rolledBack.count;
  if (wrong === 0) return 'green';
  return wrong / Math.max(1, rolledBack.of) > 0.5 ? 'red' : 'yellow';
}

function remarks(results: readonly SimulatedScenario[], { paint, width }: PrintOptions): readonly string[] {
  const stops = results.flatMap(({ scenario, tally }) =>
    tally.stops.map((sentence) => `${scenario.name}: ${sentence}`),
  );
  const counts = new Map<string, number>();
  for (const { name, count } of results.flatMap(({ tally }) => tally.by)) {
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const by = [...counts].map(([name, count]) => [`  ${name}`, counted(count, 'time')]);
  return [
    ...(by.length === 0 ? [] : ['', paint('bold', 'What took traffic back'), ...aligned(by)]),
    ...(stops.length === 0 ? [] : ['', paint('bold', 'What stopped, one of each')]),
    ...stops.flatMap((text) => paragraph(text, width - 2, paint).map((line) => `  ${line}`)),
  ];
}

function share({ count, of }: Share): string {
  return percent(of === 0 ? 0 : count / of);
}

/** One decimal, and never 0 or 100 % of what is not quite that. */
function percent(part: number): string {
  const rounded = Math.round(part * 1000) / 10;
  if (rounded === 0 && part > 0) return '<0.1 %';
  if (rounded === 100 && part < 1) return '>99.9 %';
  return `${rounded} %`;
}

function minutes(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Names and sentences of scenarios. */
export function scenariosText(scenarios: readonly Scenario[], { paint, width }: PrintOptions): string {
  const indent = 4 + Math.max(0, ...scenarios.map(({ name }) => name.length));
  return groups
    .map(({ kinds, title }) => {
      const rows = scenarios
        .filter(({ kind }) => kinds.includes(kind))
        .flatMap(({ name, sentence }) =>
          paragraph(sentence, width - indent, paint).map(
            (line, index) => `  ${(index === 0 ? name : '').padEnd(indent - 2)}${line}`,
          ),
        );
      return [paint('bold', title), ...rows].join('\n');
    })
    .join('\n\n');
}
