import type { RolloutId } from '../../src/core/ids.ts';
import { decideFinding } from '../../src/core/rollout/decide-world.ts';
import { belay, project } from '../../src/core/rollout/decision.ts';
import type { RolloutEvent } from '../../src/core/rollout/events.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import { nextLook } from '../../src/core/rollout/next-look.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { wantedStep } from '../../src/core/rollout/steps.ts';
import { wantedRoute } from '../../src/core/rollout/wanted.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Queue } from '../../src/ports/queue.ts';
import type { RolloutIndex } from '../../src/ports/store.ts';
import { type Debt, debtOf, decideDebt } from './debt.ts';
import type { Evaluate } from './evaluate.ts';
import type { FindBlocks } from './find-blocks.ts';
import type { FindSlot } from './find-slot.ts';
import type { FollowTrain } from './follow-train.ts';
import { breachBefore, isSoon } from './meanwhile.ts';
import type { MoveTraffic } from './move-traffic.ts';
import type { Unwritten } from './unwritten.ts';
import type { WatchCi } from './watch-ci.ts';

export interface AdvanceParts {
  readonly ledger: Ledger;
  readonly index: Pick<RolloutIndex, 'schedule'>;
  readonly queue: Pick<Queue, 'add'>;
  readonly findSlot: FindSlot;
  readonly moveTraffic: MoveTraffic;
  readonly evaluate: Evaluate;
  readonly watchCi: WatchCi;
  readonly findBlocks: FindBlocks;
  readonly followTrain: FollowTrain;
  readonly unwritten: Unwritten;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** A rollout that changes phase is looked at again at once, but never for ever within one job. */
const roundsPerJob = 12;
/** A train's time that has passed must not make workers spin. */
const soonest = 500;
/** A job that comes earlier than this before its time is a duplicate. */
const early = 50;

/**
 * One look at one rollout: make the world match the wanted state, measure, decide, append, and say when to look next.
 * Harmless to run twice or late: the second append fails on its sequence number.
 * @param unasked looks although its time has not come, because something has happened
 */
export async function advance(parts: AdvanceParts, id: RolloutId, unasked = false): Promise<void> {
  const first = await parts.ledger.read(id);
  if (first === null || first.nextAt === null) return;
  if (!unasked && first.nextAt > parts.clock() + early) return;
  let read: Rollout | null = first.rollout;
  let evaluated = false;
  for (let round = 0; read !== null && round < roundsPerJob; round += 1) {
    const before = parts.unwritten.recall(read);
    const after = await look(parts, before, !evaluated);
    evaluated ||= after.evaluated;
    if (after.now !== null && isSettled(before, after.now.rollout)) {
      await settle(parts, after.now);
      return;
    }
    read = await parts.ledger.load(id);
  }
  if (read !== null) await settle(parts, { rollout: read, writtenAt: null });
}

function isSettled(before: Rollout, after: Rollout): boolean {
  return after.phase.kind === before.phase.kind && !sameButMoved(before, after);
}

/** A phase can be entered again for another stage or another weight, which wants the router at once. */
function sameButMoved(before: Rollout, after: Rollout): boolean {
  const [was, is] = [wantedRoute(before), wantedRoute(after)];
  return (
    was?.kind !== is?.kind || (was?.kind === 'split' && is?.kind === 'split' && was.weight !== is.weight)
  );
}

interface Followed {
  readonly rollout: Rollout;
  /** When the event before which nothing newer stands was written, and with it when to look next; null when none was. */
  readonly writtenAt: Instant | null;
}

interface Look {
  /** The rollout after this look; null when somebody else wrote first and it must be read again. */
  readonly now: Followed | null;
  readonly evaluated: boolean;
}

async function look(parts: AdvanceParts, rollout: Rollout, mayEvaluate: boolean): Promise<Look> {
  const owed = parts.unwritten.owed.get(rollout.id);
  if (owed !== undefined) {
    await write(parts, rollout, owed, decideDebt(rollout, owed, parts.clock()));
    return { now: null, evaluated: false };
  }
  const now = parts.clock();
  const asked = Promise.all([parts.followTrain(rollout, now), parts.findBlocks(rollout, now)]);
  const measuring = mayEvaluate && !(await isSoon(asked)) ? measureMeanwhile(parts, rollout) : null;
  const breach = measuring === null ? null : await breachBefore(asked, measuring, rollout, parts.clock);
  if (breach !== null) return { now: await follow(parts, rollout, breach), evaluated: true };
  const [{ finding }, blocks] = await asked;
  const ordered = finding === null ? null : await follow(parts, rollout, finding);
  if (finding !== null && ordered?.writtenAt !== null) return { now: null, evaluated: false };
  const barred = await follow(parts, rollout, blocks);
  // What was found out was about the next stage; where that was entered just now, it is found out anew for the one after.
  if (barred === null || !isSettled(rollout, barred.rollout)) return { now: null, evaluated: false };
  return lookOn(parts, barred, mayEvaluate, measuring);
}

function measureMeanwhile(parts: AdvanceParts, rollout: Rollout): Promise<Finding | null> {
  const measuring = parts.evaluate(rollout, parts.clock());
  // Nobody may be left to wait for it when the rollout enters another phase meanwhile.
  measuring.catch(() => undefined);
  return measuring;
}

/** @param measuring what is being measured in this look already; null when nothing is */
async function lookOn(
  parts: AdvanceParts,
  barred: Followed,
  mayEvaluate: boolean,
  measuring: Promise<Finding | null> | null,
): Promise<Look> {
  const { rollout } = barred;
  const slot = await parts.findSlot(rollout);
  const routed = slot === null ? await parts.moveTraffic(rollout) : null;
  const moved = await follow(parts, rollout, slot ?? routed ?? { kind: 'time' });
  const first = moved === null ? null : await followAll(parts, moved);
  if (first === null || !isSettled(rollout, first.rollout) || !mayEvaluate)
    return { now: first, evaluated: false };
  const finding = await (measuring ?? parts.evaluate(first.rollout, parts.clock()));
  if (finding === null) return { now: first, evaluated: false };
  const second = await follow(parts, first.rollout, finding);
  return {
    now: second?.writtenAt === null ? { ...second, writtenAt: first.writtenAt } : second,
    evaluated: true,
  };
}

/** What CI has said by now. @returns null when the rollout changed under our hands */
async function followAll(parts: AdvanceParts, from: Followed): Promise<Followed | null> {
  let now = from;
  for (const finding of parts.watchCi(from.rollout, parts.clock())) {
    const next = await follow(parts, now.rollout, finding);
    if (next === null) return null;
    now = next.writtenAt === null ? { ...next, writtenAt: now.writtenAt } : next;
  }
  return now;
}

/** @returns the rollout as it is now, or null when it changed under our hands */
async function follow(parts: AdvanceParts, rollout: Rollout, finding: Finding): Promise<Followed | null> {
  const events = decideFinding(rollout, finding, parts.clock());
  return write(parts, rollout, debtOf(finding, events) ?? { finding, cause: null }, events);
}

/** What events are written for: a finding, and why it takes traffic back if it does. */
type Why = Debt | { readonly finding: Finding; readonly cause: null };

async function write(
  parts: AdvanceParts,
  rollout: Rollout,
  why: Why,
  events: readonly RolloutEvent[],
): Promise<Followed | null> {
  const now = parts.clock();
  if (why.cause !== null && events.some(({ kind }) => kind === 'rollback-ordered')) {
    parts.unwritten.owed.set(rollout.id, why);
    await takeBackFirst(parts, rollout, events, now);
  }
  if (events.length === 0) {
    parts.unwritten.owed.delete(rollout.id);
    return { rollout, writtenAt: null };
  }
  parts.unwritten.keep(rollout, project(rollout, events, belay, now));
  const written = await parts.ledger.write(rollout, events, belay, now, 'scheduled');
  parts.unwritten.owed.delete(rollout.id);
  parts.unwritten.forget(rollout.id);
  if (written.kind === 'written') return { rollout: written.rollout, writtenAt: now };
  return why.finding.kind === 'evaluated' ? decideAgain(parts, rollout, why) : null;
}

/** What was measured stays true when somebody else wrote meanwhile: a breach must not wait for the next interval. */
async function decideAgain(parts: AdvanceParts, stale: Rollout, why: Why): Promise<Followed | null> {
  const rollout = await parts.ledger.load(stale.id);
  if (rollout === null || rollout.seq === stale.seq) return null;
  if (why.cause === null) return follow(parts, rollout, why.finding);
  return write(parts, rollout, why, decideDebt(rollout, why, parts.clock()));
}

/** Safety goes first: when traffic must go back, it goes before anything is stored or said. */
async function takeBackFirst(
  parts: AdvanceParts,
  rollout: Rollout,
  events: readonly RolloutEvent[],
  now: Instant,
): Promise<void> {
  const finding = await parts.moveTraffic(project(rollout, events, belay, now));
  if (finding?.kind === 'route-refused') {
    parts.log.error(
      { rollout: rollout.id, sentence: finding.sentence },
      'traffic could not be taken back yet; trying on',
    );
  }
}

/** What was written last has said already when to look next. */
async function settle(parts: AdvanceParts, { rollout, writtenAt }: Followed): Promise<void> {
  const now = parts.clock();
  if (wantedStep(rollout) !== null) await parts.queue.add({ kind: 'step', rollout: rollout.id }, now);
  const wanted = nextLook(rollout, writtenAt ?? now);
  const { lookAt } = await parts.followTrain(rollout, now);
  const nextAt = lookAt === null ? wanted : Math.min(wanted ?? lookAt, Math.max(lookAt, now + soonest));
  if (writtenAt === null || nextAt !== wanted) await parts.index.schedule(rollout.id, rollout.seq, nextAt);
  if (nextAt !== null) await parts.queue.add({ kind: 'advance', rollout: rollout.id }, nextAt);
}
