import { Failure } from '../../src/core/failure.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import type { Announcement } from '../../src/core/notify/announcement.ts';
import { belay } from '../../src/core/rollout/decision.ts';
import type { EventOf } from '../../src/core/rollout/events.ts';
import { causeOf, procedureFor, stepsTaken } from '../../src/core/rollout/procedure.ts';
import type { ProcedureStep } from '../../src/core/rollout/procedure-plan.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Queue } from '../../src/ports/queue.ts';
import type { EventStore, Outbox } from '../../src/ports/store.ts';
import type { TakeProcedure } from './draft.ts';
import { type StepParts, takeStep } from './procedure-step.ts';

export interface ProcedureParts extends StepParts {
  readonly ledger: Pick<Ledger, 'load' | 'write'>;
  readonly events: Pick<EventStore, 'events'>;
  readonly outbox: Pick<Outbox, 'put'>;
  readonly queue: Pick<Queue, 'add'>;
  readonly clock: () => Instant;
  readonly log: Log;
}

const writeAttempts = 8;

/**
 * What a rollback does besides moving traffic, one step after the other. Each is written down when it was tried; a
 * worker that takes over goes on with the first that was not. One that fails does not keep the others from being taken.
 */
export function createTakeProcedure(parts: ProcedureParts): TakeProcedure {
  return async (id, key) => {
    for (;;) {
      const rollout = await parts.ledger.load(id);
      const cause = rollout === null ? null : causeOf(rollout);
      if (rollout === null || cause === null) return;
      const events = await parts.events.events(id);
      const index = stepsTaken(events);
      const step = procedureFor(rollout, cause)[index];
      if (step === undefined) return;
      const began = parts.clock();
      const taken = await tried(parts, { rollout, events, key: `${key}/${index}`, step });
      await putAll(parts, taken.says);
      const { succeeded, sentence } = taken;
      const took = Math.max(0, parts.clock() - began);
      const event = { kind: 'procedure-step', action: step.do, succeeded, sentence, took } as const;
      if (!(await record(parts, id, index, event))) return;
    }
  };
}

async function tried(
  parts: ProcedureParts,
  asked: Parameters<typeof takeStep>[1],
): Promise<Awaited<ReturnType<typeof takeStep>>> {
  try {
    return await takeStep(parts, asked);
  } catch (error) {
    parts.log.warn(
      { err: error, rollout: asked.rollout.id, step: asked.step.do },
      'a step of a rollback failed',
    );
    const why = error instanceof Failure ? error.message : 'Something went wrong; the log has more.';
    return { succeeded: false, sentence: `${nameOf(asked.step)} did not happen: ${why}`, says: [] };
  }
}

function nameOf({ do: action }: ProcedureStep): string {
  return `The step ${action}`;
}

async function putAll({ outbox, queue, clock, log }: ProcedureParts, says: readonly Announcement[]) {
  for (const id of await outbox.put(says, clock())) {
    try {
      await queue.add({ kind: 'deliver', outbox: id }, clock());
    } catch (error) {
      log.warn({ err: error, outbox: id }, 'the queue took no job; the sweep will find it');
    }
  }
}

/** @returns false when another worker was there before, or the log takes nothing for now */
async function record(
  { ledger, events, clock }: ProcedureParts,
  id: RolloutId,
  index: number,
  event: EventOf<'procedure-step'>,
): Promise<boolean> {
  for (let attempt = 0; attempt < writeAttempts; attempt += 1) {
    const rollout = await ledger.load(id);
    if (rollout === null || stepsTaken(await events.events(id)) !== index) return false;
    const written = await ledger.write(rollout, [event], belay, clock(), 'scheduled');
    if (written.kind === 'written') return true;
  }
  return false;
}
