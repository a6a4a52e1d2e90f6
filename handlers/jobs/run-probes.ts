import type { ProbeResult } from '../../src/core/judge/measurement.ts';
import type { Probe } from '../../src/core/rollout/plan.ts';
import type { Log } from '../../src/ports/log.ts';
import type { RunProbe } from '../../src/ports/measure.ts';
import { createInFlight } from './in-flight.ts';
import type { Look } from './look.ts';

/** One result for each probe that has answered; one that has not counts at a later look. */
export type RunProbes = (look: Look, probes: readonly Probe[]) => Promise<readonly ProbeResult[]>;

export function createRunProbes(parts: { readonly runProbe: RunProbe; readonly log: Log }): RunProbes {
  const probing = createInFlight<ProbeResult>();

  /** @returns null while the answer is still awaited; it is a failure once its own time is over */
  async function probeOne({ rollout, sides, patience }: Look, probe: Probe): Promise<ProbeResult | null> {
    const start = () => parts.runProbe(probe, sides.canary);
    try {
      return await probing(`${rollout.id}/${probe.name}`, start, patience);
    } catch (error) {
      parts.log.error({ err: error, rollout: rollout.id, probe: probe.name }, 'a probe could not be run');
      return { name: probe.name, healthy: false, sentence: 'the probe could not be run; the log says why' };
    }
  }

  return async (look, probes) => {
    const results = await Promise.all(probes.map((probe) => probeOne(look, probe)));
    return results.filter((result) => result !== null);
  };
}
