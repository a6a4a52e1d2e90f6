import { withoutBoxes } from '../core/checklist/without-boxes.ts';
import { RolloutId, VersionName } from '../core/ids.ts';
import { decideRequest } from '../core/rollout/decide-request.ts';
import { belay } from '../core/rollout/decision.ts';
import { fold } from '../core/rollout/evolve.ts';
import type { Finding } from '../core/rollout/finding.ts';
import { gateOf } from '../core/rollout/gates/gate.ts';
import { unproven } from '../core/rollout/outcome.ts';
import type { Plan, Target } from '../core/rollout/plan.ts';
import { dueProbes } from '../core/rollout/probe-streaks.ts';
import type { Rollout } from '../core/rollout/state.ts';
import { wantedWeight, watchedStage } from '../core/rollout/wanted.ts';
import type { Instant, Millis } from '../core/time.ts';
import { type Ending, endingOf, isOver } from './outcome.ts';
import { approveIfTime, type Patience } from './person.ts';
import type { Scenario } from './scenario.ts';
import { follow, settle } from './settle.ts';
import { createVirtualSource, type VirtualSource } from './virtual-source.ts';

export interface SimulateOptions {
  readonly seed: number;
  /** When made-up people open gates; at once when left out. */
  readonly gates?: Patience;
}

export interface SimulatedRollout extends Ending {
  /** Minutes from the canary's first traffic to the end. */
  readonly minute: number;
  /** Whether people were asked to go on although something was not met. */
  readonly asked: boolean;
  /** What the canary served until then. */
  readonly requests: number;
  readonly bad: number;
}

/** Virtual time begins here: what decides never looks at the date. */
const start: Instant = 0;
const id = RolloutId.parse('r-0000000000');
type Evaluated = Extract<Finding, { kind: 'evaluated' }>;

/**
 * One whole rollout in virtual time, decided by what decides real ones. Looks come every interval of the plan; commands
 * succeed, probes answer, people have ticked every box and the router obeys at once.
 */
export function simulateRollout(
  planned: Plan,
  scenario: Scenario,
  { seed, gates = 0 }: SimulateOptions,
): SimulatedRollout {
  const plan = beganAtOnce(withoutBoxes(planned));
  const { interval } = plan;
  let now = start;
  let rollout = settle(begin(plan), now);
  while (watchedStage(rollout) === null && now < start + longestStart(plan)) {
    now += interval;
    rollout = settle(follow(rollout, probed(rollout, now), now), now);
  }
  const since = now;
  const end = since + longestRun(plan, gates);
  const source = createVirtualSource(plan, scenario, seed, since);
  // The worker looks as soon as the canary has its weight: that is where counting begins.
  rollout = settle(look(rollout, source, now), now);
  let asked = false;
  while (!isOver(rollout) && now < end) {
    now += interval;
    source.pass(now, wantedWeight(rollout));
    const seen = look(rollout, source, now);
    asked ||= isAskedInDoubt(seen, now);
    rollout = settle(approveIfTime(seen, gates, now), now);
  }
  const { requests, bad } = source.served();
  return { ...endingOf(rollout, now), minute: (now - since) / 60_000, asked, requests, bad };
}

/** Made-up people have agreed before it was asked for. */
function beganAtOnce({ entry: _, ...plan }: Plan): Plan {
  return plan;
}

function begin(plan: Plan): Rollout {
  const request = { rollout: id, plan, reason: null, origin: null, changes: null };
  const name = plan.canary.version === 'stable' ? 'previous' : 'stable';
  const stable: Target = { version: VersionName.parse(name), url: 'http://stable.invalid' };
  const decision = decideRequest(request, { stable, owner: null, queued: [] }, start);
  const events = decision.kind === 'decided' ? decision.events : [];
  const rollout = fold(events.map((event, index) => ({ seq: index + 1, at: start, actor: belay, event })));
  if (rollout === null) throw new Error('a rollout with nothing before it was refused');
  return follow(rollout, { kind: 'time' }, start);
}

function look(rollout: Rollout, source: VirtualSource, now: Instant): Rollout {
  const stage = watchedStage(rollout);
  if (stage === null) return follow(rollout, probed(rollout, now), now);
  return follow(rollout, { ...probed(rollout, now), ...source.look(stage) }, now);
}

function isAskedInDoubt(rollout: Rollout, now: Instant): boolean {
  const { phase } = rollout;
  return phase.kind === 'waiting' && phase.since === now && unproven(rollout, now).length > 0;
}

function probed(rollout: Rollout, now: Instant): Evaluated {
  const probes = dueProbes(rollout, now).map(({ name }) => ({ name, healthy: true, sentence: 'it answers' }));
  return { kind: 'evaluated', measurements: [], probes, traffic: null };
}

/** How long startup probes may take. */
function longestStart({ probes, interval }: Plan): Millis {
  const starts = probes
    .filter(({ kind }) => kind === 'startup')
    .map(({ delay, every, successes }) => delay + successes * Math.max(every, interval));
  return 2 * interval + Math.max(0, ...starts);
}

/** Every hold with its extensions, every gate, and a gradual way back: what takes longer waits for people. */
function longestRun(plan: Plan, gates: Patience): Millis {
  const stages = plan.stages.map((stage) => {
    const expiry = gateOf(stage).expiresAfter;
    const asked = gates === 'never' ? expiry : Math.min(expiry, gates);
    return stage.hold + stage.unmet.extensions * stage.unmet.extendBy + asked + 2 * plan.interval;
  });
  return stages.reduce((sum, one) => sum + one, plan.rollback.steps.length * plan.rollback.every);
}
