import { causeClause } from '../card/cause.ts';
import { type CheckState, checkStates } from '../card/checks.ts';
import { muteRemarks } from '../card/mute-remarks.ts';
import { actorName, idAsName, type PersonName } from '../card/names.ts';
import { phaseWords } from '../card/phase-words.ts';
import { versionWords } from '../card/version-words.ts';
import { counted, listed, quoted } from '../prose.ts';
import type { Recorded, RolloutEvent } from '../rollout/events.ts';
import type { Plan } from '../rollout/plan.ts';
import type { Rollout } from '../rollout/state.ts';
import { watchedStage } from '../rollout/wanted.ts';
import { formatDuration, type Instant } from '../time.ts';
import { heading, list, paragraph } from './blocks.ts';
import { checkInFull, checkInShort, stateWords } from './explanation/check.ts';
import { historyBlocks } from './explanation/history.ts';
import { instantText } from './instant-text.ts';
import { riskBlocks } from './risk.ts';
import type { Block, DocumentTree } from './tree.ts';

export interface ExplanationOptions {
  readonly now: Instant;
  /** Ids of the checks that are told in full, and alone; null tells all of them in short. */
  readonly only: ReadonlySet<string> | null;
  readonly personName?: PersonName;
}

/** How many changes of verdicts are told: a chat is read on a phone. */
const shortHistory = 8;
const fullHistory = 40;

/**
 * How each verdict of a rollout was reached: the checks of the stage that is watched, or those that spoke last, what
 * would make them act, what took the traffic back, and when verdicts changed.
 * @param events all of them, oldest first
 */
export function explanation(
  rollout: Rollout,
  events: readonly Recorded<RolloutEvent>[],
  { now, only, personName = idAsName }: ExplanationOptions,
): DocumentTree {
  const { plan, measurements } = rollout;
  const all = checkStates(rollout);
  const states = only === null ? all : all.filter(({ check }) => only.has(check.id));
  const live = watchedStage(rollout) !== null;
  const explaining = { plan, measurements, live, at: live ? now : (rollout.measuredAt ?? now) };
  const show = only === null ? checkInShort : checkInFull;
  return {
    title: `Why ${rollout.id} stands where it does`,
    summary: summary(rollout, all, now),
    draftedBy: 'template',
    draftedWhy: 'Read from the event log.',
    at: now,
    blocks: [
      ...rollbackBlocks(events, personName),
      ...muteBlocks(rollout, now, personName),
      ...(states.length === 0
        ? [paragraph(nothing(rollout, only))]
        : once(states.flatMap((state) => show(state, explaining)))),
      ...(only === null ? [...probeBlocks(rollout), ...riskBlocks(plan)] : []),
      ...historyBlocks(plan, events, only, only === null ? shortHistory : fullHistory),
    ],
  };
}

/** Checks of one metric lead to the same page, which is shown with the first of them. */
function once(blocks: readonly Block[]): Block[] {
  const seen = new Set<string>();
  return blocks.map((block) => {
    if (block.kind !== 'facts') return block;
    const rows = block.rows.filter(({ link }) => {
      const again = link !== undefined && seen.has(link);
      if (link !== undefined) seen.add(link);
      return !again;
    });
    return { ...block, rows };
  });
}

/** What is measured and told below, and not believed. */
function muteBlocks(rollout: Rollout, now: Instant, personName: PersonName): readonly Block[] {
  const muted = muteRemarks(rollout, { now, personName });
  return muted.length === 0 ? [] : [list(muted.map(({ sentence }) => `Muted: ${sentence}`))];
}

function summary(rollout: Rollout, states: readonly CheckState[], now: Instant): string {
  const { plan, measuredAt } = rollout;
  const stage = watchedStage(rollout);
  const at = stage === null ? phaseWords(rollout).word : `at stage ${plan.stages[stage]?.name ?? stage}`;
  const subject = `${plan.service} ${versionWords(plan.canary.version)} in ${plan.environment}, ${at}`;
  if (states.length === 0) return `${subject}.`;
  const age =
    measuredAt === null ? 'not measured at this weight yet' : `measured ${ago(measuredAt, now)} ago`;
  return `${subject}; ${tally(states, stage !== null)}; ${age}. Times are UTC.`;
}

function ago(at: Instant, now: Instant): string {
  return formatDuration(Math.max(1000, now - at));
}

/** `3 fine, 1 acts` */
function tally(states: readonly CheckState[], live: boolean): string {
  const words = states.map(({ check, verdict }) => stateWords(check, verdict, live));
  const counts = [...new Set(words)].map((word) => `${words.filter((one) => one === word).length} ${word}`);
  return `${counted(states.length, 'check')}: ${counts.join('; ')}`;
}

/** Why nothing is told of any check. */
function nothing(rollout: Rollout, only: ReadonlySet<string> | null): string {
  const { plan, phase } = rollout;
  if (only !== null) return elsewhere(plan, only);
  if (watchedStage(rollout) !== null) return 'No check watches this stage: it passes when its hold is over.';
  const first = plan.stages[0]?.name ?? 'first';
  switch (phase.kind) {
    case 'queued':
    case 'preparing':
      return `Nothing has been measured yet: the canary has no traffic. Its checks begin with stage ${first}.`;
    case 'cancelled':
      return 'Nothing was measured: it was dropped before any traffic moved.';
    case 'completed':
    case 'rolled-back':
    case 'rolling-back':
      return 'Nothing was measured while the canary had traffic.';
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
    case 'completing':
      return 'Nothing has been measured yet: the canary has no traffic now.';
  }
}

function elsewhere({ stages }: Plan, only: ReadonlySet<string>): string {
  const within = stages.filter(({ checks }) => checks.some(({ id }) => only.has(id))).map(({ name }) => name);
  return `It says nothing now: it watches ${within.length === 1 ? 'stage' : 'stages'} ${listed(within)}.`;
}

function rollbackBlocks(events: readonly Recorded[], personName: PersonName): Block[] {
  const orders = events.flatMap(({ at, actor, event }) =>
    event.kind === 'rollback-ordered'
      ? [`${instantText(at)}: ${causeClause(event.cause, actorName(actor, personName))}.`]
      : [],
  );
  return orders.length === 0 ? [] : [heading('Why the traffic was taken back'), list(orders)];
}

function probeBlocks({ plan, probes }: Rollout): Block[] {
  const items = plan.probes.flatMap(({ name }) => {
    const streak = probes[name];
    if (streak === undefined) return [];
    const state = streak.failures === 0 ? 'answers' : `failed ${counted(streak.failures, 'time')} in a row`;
    return [`${quoted(name)} ${state}: ${streak.sentence}`];
  });
  return items.length === 0 ? [] : [heading('Probes'), list(items)];
}
