import { parseArgs } from 'node:util';
import { widthOf } from '../../handlers/cli/console-streams.ts';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import {
  type SimulatedScenario,
  scenariosText,
  simulationText,
} from '../../handlers/cli/print-simulation.ts';
import { createProgressLine } from '../../handlers/cli/progress-line.ts';
import { painter } from '../../handlers/cli/terminal-text.ts';
import { nearest } from '../core/nearest.ts';
import { counted } from '../core/prose.ts';
import type { Plan } from '../core/rollout/plan.ts';
import { formatDuration, parseDuration } from '../core/time.ts';
import { fedPlan } from '../simulate/fed-plan.ts';
import type { Patience } from '../simulate/person.ts';
import { simulateRollout } from '../simulate/rollout.ts';
import type { Scenario } from '../simulate/scenario.ts';
import { scenarios } from '../simulate/scenarios.ts';
import { tally } from '../simulate/tally.ts';
import { findPlan } from './asked-plan.ts';
import { readConfig, type Terminal } from './terminal.ts';
import { formsOf } from './usage.ts';

interface Asked {
  readonly file: string | undefined;
  readonly service: string | undefined;
  readonly environment: string | undefined;
  readonly scenarios: readonly Scenario[];
  readonly runs: number;
  readonly seed: number;
  readonly gates: Patience;
  readonly json: boolean;
  readonly list: boolean;
}

const most = { runs: 1_000_000, seed: 2 ** 31 };

/** `belay simulate`: what a plan would make of made-up releases, run many times in virtual time. */
export function runSimulate(terminal: Terminal, rest: readonly string[]): number {
  const asked = readWords(rest);
  if (typeof asked === 'string') {
    terminal.err(`${asked}\n\n${formsOf('simulate')}`);
    return exitCodes.usage;
  }
  const options = { paint: painter(process.stdout), width: widthOf(process.stdout) };
  if (asked.list) {
    terminal.out(asked.json ? JSON.stringify(scenarios.map(described)) : scenariosText(scenarios, options));
    return exitCodes.done;
  }
  const config = readConfig(terminal, asked.file);
  if (config === null) return exitCodes.usage;
  const found = findPlan(config, asked);
  if (found.kind === 'none') {
    terminal.err(found.sentence);
    return exitCodes.usage;
  }
  const { plan, leftOut } = fedPlan(found.plan);
  const results = simulateAll(plan, asked);
  const { service, environment, interval } = plan;
  if (asked.json) {
    const { runs, seed } = asked;
    const told = results.map(({ scenario, tally: found }) => [
      scenario.name,
      { ...described(scenario), ...found },
    ]);
    const answer = {
      service,
      environment,
      interval,
      runs,
      seed,
      leftOut,
      scenarios: Object.fromEntries(told),
    };
    terminal.out(JSON.stringify(answer));
    return exitCodes.done;
  }
  terminal.out(`${headline(plan, asked)}\n\n${simulationText(results, options)}`);
  if (leftOut.length > 0) {
    const rules = leftOut.map((rule) => `  ${rule}`).join('\n');
    terminal.out(`\nLeft out, because no scenario has numbers for them:\n${rules}`);
  }
  return exitCodes.done;
}

function described({ name, kind, sentence, worseFrom }: Scenario) {
  return { name, kind, sentence, worseFrom };
}

function headline({ service, environment, interval, stages }: Plan, { runs, seed }: Asked): string {
  return [
    `${service} in ${environment}: ${counted(stages.length, 'stage')}, a look every ${formatDuration(interval)}`,
    `${counted(runs, 'run')} of each scenario, seed ${seed}`,
  ].join('; ');
}

function simulateAll(plan: Plan, asked: Asked): readonly SimulatedScenario[] {
  const progress = createProgressLine(process.stderr, () => performance.now());
  const results = asked.scenarios.map((scenario, index) => {
    const runs = Array.from({ length: asked.runs }, (_, run) => {
      const place = `${index + 1} of ${asked.scenarios.length}`;
      progress.tell(`${scenario.name} (${place}): ${run} of ${counted(asked.runs, 'run')}`);
      return simulateRollout(plan, scenario, { seed: asked.seed + run, gates: asked.gates });
    });
    return { scenario, tally: tally(runs) };
  });
  progress.end();
  return results;
}

/** @returns what was not understood, for people */
function readWords(rest: readonly string[]): Asked | string {
  const words = parsed(rest);
  if (typeof words === 'string') return words;
  const runs = wholeNumber('runs', words.runs, 1, most.runs);
  if (typeof runs === 'string') return runs;
  const seed = wholeNumber('seed', words.seed, 0, most.seed - runs);
  if (typeof seed === 'string') return seed;
  const gates = readGates(words.gates);
  if (gates === null) {
    return '`--gates` is `at-once`, `never`, or how long after they are asked people approve, such as `10m`.';
  }
  const chosen = chooseScenarios(words.scenario ?? ['all']);
  if (typeof chosen === 'string') return chosen;
  const { plan: file, service, environment, json, list } = words;
  return { file, service, environment, scenarios: chosen, runs, seed, gates, json, list };
}

function parsed(rest: readonly string[]) {
  const options = {
    plan: { type: 'string' },
    service: { type: 'string' },
    environment: { type: 'string' },
    scenario: { type: 'string', multiple: true },
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    gates: { type: 'string', default: 'at-once' },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ args: [...rest], options }).values;
  } catch (error) {
    return error instanceof Error ? error.message : 'The line was not understood.';
  }
}

function wholeNumber(name: string, text: string, least: number, largest: number): number | string {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= largest
    ? number
    : `\`--${name}\` is a whole number from ${least} to ${largest}, not \`${text}\`.`;
}

function readGates(text: string): Patience | null {
  if (text === 'at-once') return 0;
  return text === 'never' ? text : parseDuration(text);
}

function chooseScenarios(names: readonly string[]): readonly Scenario[] | string {
  if (names.includes('all')) return scenarios;
  const known = scenarios.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return scenarios.filter(({ name }) => names.includes(name));
  const near = nearest(unknown, known);
  const hint = near === null ? '' : ` Did you mean \`${near}\`?`;
  return `There is no scenario \`${unknown}\`.${hint} \`belay simulate --list\` names them.`;
}
