import { describe, expect, test } from 'vitest';
import type { Counter, SideTotals } from '../../../src/core/judge/totals.ts';
import { decideFinding } from '../../../src/core/rollout/decide-world.ts';
import { belay, project } from '../../../src/core/rollout/decision.ts';
import type { RolloutEvent } from '../../../src/core/rollout/events.ts';
import { aCheck } from '../../builders/check.ts';
import { aPlan, aStage } from '../../builders/plan.ts';
import { aRollout, noon } from '../../builders/rollout.ts';

const every = 10_000;
const hour = 3_600_000;
const limit = { kind: 'worse', margin: 1 } as const;
const checks = [aCheck('rollback', { text: 'error-rate worse than stable', limit })];
const plan = aPlan({ interval: every, stages: [aStage({ hold: hour, checks })] });
const phase = { kind: 'observing', since: noon, stage: 0, endsAt: noon + hour, extensions: 0 } as const;

function side(requests: number, bad: number): SideTotals {
  const counter: Counter = { kind: 'events', requests, bad };
  return { kind: 'totals', instances: { one: counter, two: counter, three: counter } };
}

/** Looks every ten seconds; the canary's instances have `bad` of 100 requests in each. */
function looked(looks: number, bad: (look: number) => number) {
  let rollout = aRollout({ plan, canarySince: noon, phase });
  let sum = 0;
  const kept: number[] = [];
  for (let look = 0; look < looks; look += 1) {
    sum += look === 0 ? 0 : bad(look);
    const totals = [
      {
        metric: 'error-rate',
        canary: side(100 * look, sum),
        stable: side(100_000 + 900 * look, 500 + 5 * look),
      },
    ];
    const now = noon + look * every;
    const finding = { kind: 'evaluated', measurements: [], totals, probes: [], traffic: null } as const;
    const events: readonly RolloutEvent[] = decideFinding(rollout, finding, now);
    if (events.some((event) => event.kind === 'measured' && event.evidence !== undefined)) kept.push(look);
    rollout = project(rollout, events, belay, now);
    if (rollout.phase.kind !== 'observing') break;
  }
  return { rollout, kept };
}

describe('the evidence of a look', () => {
  test('is kept once a minute', () => {
    const { kept } = looked(60, () => 0);
    expect(
      kept
        .filter((look) => look > 6)
        .every((look, index, all) => index === 0 || look - (all[index - 1] ?? 0) === 6),
    ).toBe(true);
    expect(kept.length).toBeLessThan(15);
  });

  test('counts with every look, kept or not', () => {
    const { rollout } = looked(60, () => 0);
    expect(rollout.verdicts[0]?.requests).toBe(300 * 59);
    expect(rollout.verdicts[0]?.verdict).toBe('pass');
  });

  test('acts at the look that shows it, and is kept then', () => {
    const { rollout, kept } = looked(60, (look) => (look > 20 ? 4 : 0));
    expect(rollout.phase).toMatchObject({ kind: 'rolling-back' });
    expect(rollout.verdicts[0]?.acts).toBe(true);
    const last = kept.at(-1) ?? 0;
    expect((rollout.measuredAt ?? 0) - noon).toBe(last * every);
    expect(last).toBeLessThan(30);
  });
});
