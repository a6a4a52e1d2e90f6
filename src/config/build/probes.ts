import type { Probe, Step } from '../../core/rollout/plan.ts';
import { error } from '../mistake.ts';
import type { Building } from './building.ts';
import type { Placement } from './placed.ts';

const defaults = { delay: 0, every: 10_000, timeout: 3000, failures: 3, successes: 1 };
const stepTimeout = 600_000;

export function buildProbes(placement: Placement, { report }: Building): readonly Probe[] {
  const said = placement.said('probes');
  const probes = Object.entries(said?.value ?? {}).map(([name, probe]) => ({
    name,
    kind: probe.kind,
    path: probe.path,
    critical: probe.critical ?? probe.kind !== 'custom',
    delay: probe.delay ?? defaults.delay,
    every: probe.every ?? defaults.every,
    timeout: probe.timeout ?? defaults.timeout,
    failures: probe.failures ?? defaults.failures,
    successes: probe.successes ?? defaults.successes,
  }));
  const { health } = placement.declared;
  if (health === undefined) return probes;
  if (probes.some(({ name }) => name === 'health')) {
    const sentence =
      'There is a probe called `health` already, so the shorthand would hide it. Keep one of the two.';
    report(error(['services', placement.service, 'health'], 'probe-twice', sentence));
    return probes;
  }
  return [...probes, { name: 'health', kind: 'live', path: health, critical: true, ...defaults }];
}

export function buildSteps(placement: Placement, phase: 'prepare' | 'verify'): readonly Step[] {
  return (placement.said(phase)?.value ?? []).map((step) => ({
    name: step.name,
    run: step.run,
    undo: step.undo ?? null,
    timeout: step.timeout ?? stepTimeout,
  }));
}
