import { isFrozen } from '../budget/budget.ts';
import { levelWords } from '../budget/words.ts';
import { versionWords } from '../card/version-words.ts';
import { quoted } from '../prose.ts';
import type { Probe, Step } from '../rollout/plan.ts';
import type { Rollout } from '../rollout/state.ts';
import { hasPassed, verifiedSentence } from '../script/verification.ts';
import { type ChecklistItem, item } from './blocks.ts';
import { instantText } from './instant-text.ts';

/** What Belay has seen for itself, each with its evidence. Nothing is ticked because nothing was found. */
export function preflight(rollout: Rollout): ChecklistItem[] {
  const { plan } = rollout;
  return [
    item(
      'The plan is frozen; changing belay.yml does not change this rollout.',
      true,
      `plan ${plan.hash.slice(0, 12)}`,
    ),
    slotFree(rollout),
    stableKnown(rollout),
    reachable(rollout),
    ...budgets(rollout),
    ...plan.probes.filter(({ kind }) => kind === 'startup').map((probe) => started(rollout, probe)),
    ...plan.prepare.map((step, index) => prepared(rollout, step, index)),
    ...verified(rollout),
  ];
}

function slotFree({ startedAt, plan }: Rollout): ChecklistItem {
  const text = `No lock and no other rollout holds ${plan.service} in ${plan.environment}.`;
  return startedAt === null
    ? item(text, false, 'the rollout has not been able to start yet')
    : item(text, true, `the rollout could start at ${instantText(startedAt)}`);
}

function stableKnown({ stable }: Rollout): ChecklistItem {
  const text = 'The stable version is known and keeps the capacity to take everything back.';
  return stable === null
    ? item(text, false, 'it is looked up when the rollout starts')
    : item(
        text,
        true,
        `${versionWords(stable.version)} served everybody at the start, and Belay never scales it down`,
      );
}

/** Those that something is to be said of; the others were read and are well. */
function budgets({ budgets: told, plan }: Rollout): readonly ChecklistItem[] {
  const fix = plan.critical === true ? '; this goes as a critical fix' : '';
  return Object.entries(told).map(([name, { level }]) =>
    item(`Error budget ${name} lets releases go on.`, !isFrozen(level), `${levelWords[level]}${fix}`),
  );
}

function reachable(rollout: Rollout): ChecklistItem {
  const { canary } = rollout.plan;
  const text = `${versionWords(canary.version)} can be reached at ${canary.url}.`;
  const streaks = Object.entries(rollout.probes);
  const answered = streaks.find(([, { successes }]) => successes > 0);
  if (answered !== undefined)
    return item(text, true, `probe ${answered[0]} answered: ${answered[1].sentence}`);
  const [failed] = streaks;
  if (failed !== undefined) return item(text, false, `probe ${failed[0]} failed: ${failed[1].sentence}`);
  return rollout.plan.probes.length === 0
    ? item(text, null, 'the plan has no probe, so Belay has not looked')
    : item(text, false, 'no probe has been run yet');
}

/** Only where the plan says what to verify, or somebody did: it holds nothing up, and is seen here. */
function verified({ plan, verification }: Rollout): readonly ChecklistItem[] {
  if (plan.verification === undefined && verification === null) return [];
  const text = 'The verification script passes.';
  if (verification === null) return [item(text, false, 'not run yet')];
  return [item(text, hasPassed(verification) === true, verifiedSentence(verification))];
}

function started(rollout: Rollout, probe: Probe): ChecklistItem {
  const streak = rollout.probes[probe.name];
  const text = `Startup probe ${probe.name} (${probe.path}) succeeds ${probe.successes === 1 ? 'once' : `${probe.successes} times in a row`}.`;
  if (streak === undefined) return item(text, false, 'not run yet');
  const done = streak.successes >= probe.successes;
  return item(text, done, `${streak.successes} of ${probe.successes}: ${streak.sentence}`);
}

function prepared(rollout: Rollout, step: Step, index: number): ChecklistItem {
  const text = `Preparation step ${quoted(step.name)} succeeds.`;
  if (rollout.prepared.includes(index)) return item(text, true, 'succeeded');
  const { phase } = rollout;
  const running = phase.kind === 'preparing' && phase.progress.step === index && phase.progress.running;
  return item(text, false, running ? 'is running' : 'not run yet');
}
