import type { Plan } from '../rollout/plan.ts';
import { candidates, chosen } from './candidates.ts';
import { type EmittedScript, emitScript } from './emit.ts';
import { programsOf } from './head.ts';
import type { ScriptProbe } from './probe.ts';

/** The script of a plan, with everything it calls and reaches. */
export interface PlanScript extends EmittedScript {
  readonly probes: readonly ScriptProbe[];
  readonly programs: readonly string[];
  /** `host:port` of the new version: nothing else is asked over HTTP. */
  readonly hosts: readonly string[];
}

/**
 * @param picked ids of probes that are in it besides those that must be; null takes all that may be
 * @returns null when there is nothing that a script could find out about this plan
 */
export function planScript(plan: Plan, picked: readonly string[] | null): PlanScript | null {
  const probes = chosen(candidates(plan), picked);
  if (probes.length === 0) return null;
  const { service, environment, canary, hash } = plan;
  const head = { service, environment, version: canary.version, url: canary.url, plan: hash };
  return { ...emitScript(head, probes), probes, programs: programsOf(probes), hosts: [hostOf(canary.url)] };
}

function hostOf(address: string): string {
  const url = new URL(address);
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}
