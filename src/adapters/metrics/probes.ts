import type { ProbeResult } from '../../core/judge/measurement.ts';
import type { Probe, Target } from '../../core/rollout/plan.ts';
import { askTarget } from './target-request.ts';

/** Asks one health endpoint of a version once: a status of 200 to 299 in time is healthy, all else is not. */
export async function runProbe(probe: Probe, target: Target): Promise<ProbeResult> {
  const answer = await askTarget(fetch, target, probe.path, probe.timeout, false);
  if (answer.kind === 'failed') {
    return { name: probe.name, healthy: false, sentence: `${probe.name}: ${answer.why}.` };
  }
  const healthy = answer.status >= 200 && answer.status < 300;
  const sentence = `${probe.name}: ${probe.path} of ${target.version} answered ${answer.status}.`;
  return { name: probe.name, healthy, sentence };
}
