import type { ProbeResult } from '../judge/measurement.ts';
import type { Verdict } from '../judge/verdict.ts';
import { unstopped } from '../prose.ts';
import type { RolloutEvent } from '../rollout/events.ts';
import type { Check, Plan } from '../rollout/plan.ts';
import type { Tone } from './card.ts';
import { everyCheck } from './checks.ts';
import type { Told } from './event-words.ts';

type Measured = Extract<RolloutEvent, { kind: 'measured' }>;

/** How a check stood: fine, breaking its limit, acting on it, unmet (a criterion), or without data it once had. */
type Standing = 'fine' | 'breaking' | 'acting' | 'unmet' | 'silent';

/** What the last evaluation left behind, to tell a change from a repetition. */
export interface Seen {
  readonly stage: number | null;
  readonly checks: ReadonlyMap<string, Standing>;
  readonly probes: ReadonlyMap<string, boolean>;
}

export const nothingSeen: Seen = { stage: null, checks: new Map(), probes: new Map() };

interface Change {
  readonly tone: Tone;
  readonly sentence: string;
}

/** @returns what this evaluation has to tell (null when nothing changed), and what the next one compares with */
export function changesIn(
  event: Measured,
  seen: Seen,
  plan: Plan | null,
): { readonly told: Told | null; readonly seen: Seen } {
  const actions = new Map((plan === null ? [] : everyCheck(plan)).map(({ id, action }) => [id, action]));
  const checks = new Map(seen.checks);
  const probes = new Map(seen.probes);
  const changes: Change[] = [];
  for (const verdict of event.verdicts) {
    const before = checks.get(verdict.check);
    const after = standing(verdict, actions.get(verdict.check));
    const change = checkChange(before, after, verdict, event.stage === seen.stage);
    if (change !== null) changes.push(change);
    // Silence counts only once there was data to lose.
    if (after !== 'silent' || before !== undefined) checks.set(verdict.check, after);
  }
  for (const probe of event.probes) {
    const change = probeChange(probes.get(probe.name), probe);
    if (change !== null) changes.push(change);
    probes.set(probe.name, probe.healthy);
  }
  return { told: together(changes), seen: { stage: event.stage, checks, probes } };
}

function standing(verdict: Verdict, action: Check['action'] | undefined): Standing {
  switch (verdict.verdict) {
    case 'pass':
      return 'fine';
    case 'warn':
      return 'breaking';
    case 'fail':
      return action === 'criterion' ? 'unmet' : 'acting';
    case 'no-data':
      return 'silent';
  }
}

function checkChange(
  before: Standing | undefined,
  after: Standing,
  verdict: Verdict,
  sameStage: boolean,
): Change | null {
  if (before === after) return null;
  const evidence = `${unstopped(verdict.sentence)}.`;
  switch (after) {
    case 'acting':
      return { tone: 'bad', sentence: `A trigger acts: ${evidence}` };
    case 'breaking':
      return { tone: 'warning', sentence: `A limit is broken: ${evidence}` };
    case 'unmet':
      return before === 'fine' && sameStage
        ? { tone: 'warning', sentence: `No longer met: ${evidence}` }
        : null;
    case 'silent':
      return before !== undefined && sameStage
        ? { tone: 'warning', sentence: `Data is missing now: ${evidence}` }
        : null;
    case 'fine':
      return before === undefined || !sameStage
        ? null
        : { tone: 'good', sentence: recovered(before, evidence) };
  }
}

function recovered(before: Standing, evidence: string): string {
  return before === 'unmet' ? `Met now: ${evidence}` : `Fine again: ${evidence}`;
}

function probeChange(before: boolean | undefined, probe: ProbeResult): Change | null {
  if (probe.healthy === (before ?? true)) return null;
  const evidence = `${unstopped(probe.sentence)}.`;
  return probe.healthy
    ? { tone: 'good', sentence: `Probe ${probe.name} answers again: ${evidence}` }
    : { tone: 'warning', sentence: `Probe ${probe.name} fails: ${evidence}` };
}

const bySeverity: readonly Tone[] = ['bad', 'warning', 'good', 'moving', 'quiet'];

/** The worst change is the sentence, the others are its detail. */
function together(changes: readonly Change[]): Told | null {
  const [worst, ...others] = changes.toSorted(
    (a, b) => bySeverity.indexOf(a.tone) - bySeverity.indexOf(b.tone),
  );
  if (worst === undefined) return null;
  return { ...worst, detail: others.length === 0 ? null : others.map(({ sentence }) => sentence).join(' ') };
}
