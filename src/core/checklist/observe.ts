import { isFrozen } from '../budget/budget.ts';
import { levelWords } from '../budget/words.ts';
import { listed, unstopped } from '../prose.ts';
import type { Rollout } from '../rollout/state.ts';
import { hasPassed, verifiedSentence } from '../script/verification.ts';
import type { Box, Evidence } from './box.ts';
import { ciKey } from './ci.ts';

/** What Belay itself sees of a box. Without evidence it is `no`; `unknown` says that it cannot be seen at all. */
export interface Observation {
  readonly state: 'yes' | 'no' | 'unknown';
  /** For people, without a full stop. */
  readonly sentence: string;
}

/** @param stage the stage whose box it is; null for one before the first stage. @returns null when only people can tell */
export function observe(rollout: Rollout, { evidence }: Box, stage: number | null): Observation | null {
  return evidence === null ? null : seen(rollout, evidence, stage);
}

function seen(rollout: Rollout, evidence: Evidence, stage: number | null): Observation {
  switch (evidence.kind) {
    case 'probe':
      return probe(rollout, evidence.probe);
    case 'budget':
      return budget(rollout, evidence.budget);
    case 'approval':
      return approval(rollout, stage);
    case 'checks':
      return checks(rollout, evidence.checks);
    case 'ci':
      return ci(rollout, evidence.names);
    case 'verification':
      return verification(rollout);
    case 'step': {
      const done = rollout.prepared.some((index) => rollout.plan.prepare[index]?.name === evidence.step);
      return done
        ? yes(`step ${evidence.step} succeeded`)
        : no(`step ${evidence.step} has not succeeded yet`);
    }
  }
}

function yes(sentence: string): Observation {
  return { state: 'yes', sentence };
}

function no(sentence: string): Observation {
  return { state: 'no', sentence };
}

function unknown(sentence: string): Observation {
  return { state: 'unknown', sentence };
}

function probe({ probes, plan }: Rollout, name: string): Observation {
  const declared = plan.probes.find((one) => one.name === name);
  const streak = probes[name];
  if (declared === undefined || streak === undefined) return no(`probe ${name} has not run yet`);
  const said = `probe ${name}: ${unstopped(streak.sentence)}`;
  return streak.successes >= declared.successes ? yes(said) : no(said);
}

/** A budget is told of when it gets worse; one that was frozen would not have let the rollout begin. */
function budget({ budgets, startedAt }: Rollout, name: string): Observation {
  const level = budgets[name]?.level;
  if (level !== undefined) {
    const said = `error budget ${name}: ${levelWords[level]}`;
    return isFrozen(level) ? no(said) : yes(said);
  }
  return startedAt === null
    ? no(`error budget ${name} is read when the rollout starts`)
    : yes(`error budget ${name} let the rollout start and has not fallen since`);
}

function approval({ phase, decisions }: Rollout, stage: number | null): Observation {
  const open = phase.kind === 'waiting' && phase.stage === stage && phase.opened;
  if (open || decisions.some((one) => one.stage === stage && one.outcome === 'approved'))
    return yes('enough people approved');
  return no('not approved yet');
}

/** Their verdicts stand for the stage that is watched now, which is the box's own while the box counts. */
function checks({ verdicts, measuredAt }: Rollout, ids: readonly string[]): Observation {
  const found = ids.map((id) => verdicts.find(({ check }) => check === id));
  if (measuredAt === null || found.includes(undefined)) return no('not measured at this stage yet');
  const known = found.flatMap((verdict) => verdict ?? []);
  const silent = known.filter(({ verdict }) => verdict === 'no-data');
  const bad = known.filter(({ verdict }) => verdict !== 'no-data' && verdict !== 'pass');
  if (bad.length > 0) return no(listed(bad.map(({ sentence }) => unstopped(sentence))));
  if (silent.length > 0) return unknown(listed(silent.map(({ sentence }) => unstopped(sentence))));
  return yes(listed(known.map(({ sentence }) => unstopped(sentence))));
}

function ci({ ci: told, plan }: Rollout, names: readonly string[]): Observation {
  if (plan.source === undefined)
    return unknown('Belay does not know which commit is released, so it cannot ask CI');
  const verdict = told[ciKey(names)];
  if (verdict === undefined) return no('CI has not been asked yet');
  if (verdict.state === 'green') return yes(verdict.sentence);
  return verdict.state === 'unknown' ? unknown(verdict.sentence) : no(verdict.sentence);
}

function verification({ verification: last }: Rollout): Observation {
  if (last === null) return no('the verification script has not run yet');
  const sentence = unstopped(verifiedSentence(last));
  const passed = hasPassed(last);
  if (passed === null) return unknown(sentence);
  return passed ? yes(sentence) : no(sentence);
}
