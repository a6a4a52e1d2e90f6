import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './live-rollout.ts';
import type { Bench } from './measure.ts';
import { summary } from './measure.ts';
import { type BrokenService, openRollbackRig, type RollbackRig } from './rollback-rig.ts';

/** Long enough that the canary has been judged healthy before it breaks; not always at the same point of an interval. */
const healthyFor = 1500;
const spread = 1000;
/** Requests that were under way when traffic went back have arrived by then, and the next rollout begins with clean seconds. */
const aftermath = 2000;

/** How soon a broken version is asked no more: by itself, and when a person says so. */
export const rollback: Bench = {
  name: 'rollback',
  summary:
    'first failing answer, or `rollback` typed, until the canary has accepted its last request; sticky clients in the load',
  usualRuns: 50,
  async run(runs, tell, { router }) {
    await using rig = await openRollbackRig(router, tell);
    const [breach, command] = await Promise.all([
      samples(runs, rig.breach, rig, (sample) => tell(`breach to safe: ${sample} ms`), breachToSafe),
      samples(runs, rig.command, rig, (sample) => tell(`command to safe: ${sample} ms`), commandToSafe),
    ]);
    return {
      router: rig.router,
      interval_ms: rig.interval,
      breach_to_safe_ms: summary(breach),
      command_to_safe_ms: summary(command),
    };
  },
};

type Measure = (service: BrokenService, rig: RollbackRig, rollout: string) => Promise<number>;

async function samples(
  runs: number,
  service: BrokenService,
  rig: RollbackRig,
  told: (sample: number) => void,
  measure: Measure,
): Promise<readonly number[]> {
  const found: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    service.canary.repair();
    const rollout = await observed(service, rig);
    await sleep(healthyFor + Math.random() * spread);
    const from = await measure(service, rig, rollout);
    await until(
      () => rig.console.view(rollout),
      ({ card }) => card.over,
    );
    await sleep(aftermath);
    const sample = Math.max(0, (service.canary.lastAcceptedAt() ?? from) - from);
    found.push(sample);
    told(sample);
  }
  return found;
}

async function observed({ name }: BrokenService, { console }: RollbackRig): Promise<string> {
  const { rollout, sentence } = await console.say(`deploy ${name} v2`);
  if (rollout == null) throw new TypeError(`no rollout was started: ${sentence}`);
  await until(
    () => console.view(rollout),
    ({ card }) => card.phase === 'observing',
  );
  return rollout;
}

/** @returns when the first failing answer was sent */
async function breachToSafe({ canary }: BrokenService): Promise<number> {
  canary.break();
  for (let waited = 0; waited < 5000; waited += 1) {
    const failed = canary.firstFailedAt();
    if (failed !== null) return failed;
    await sleep(1);
  }
  throw new TypeError('the canary had no traffic when it was broken');
}

/** @returns when the command was sent off */
async function commandToSafe(
  _service: BrokenService,
  { console }: RollbackRig,
  rollout: string,
): Promise<number> {
  const typed = Date.now();
  await console.say(`rollback ${rollout} "measured"`);
  return typed;
}
