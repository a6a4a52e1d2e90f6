import { PersonId, RolloutId } from '../../src/core/ids.ts';
import type { RolloutEvent } from '../../src/core/rollout/events.ts';
import { Actor } from '../../src/core/rollout/events.ts';
import type { Append, RolloutRow } from '../../src/ports/store.ts';
import { aPlan } from './plan.ts';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
let drawn = 0;

/** Another rollout id every time, the same ones in every run; or the one with this number. */
export function aRolloutId(number = nextNumber()): RolloutId {
  const digits = Array.from(
    { length: 10 },
    (_, index) => letters[Math.floor(number / 32 ** (9 - index)) % 32],
  );
  return RolloutId.parse(`r-${digits.join('')}`);
}

function nextNumber(): number {
  drawn += 1;
  return drawn;
}

/** A person who holds both roles, speaking on the console. */
export function aPerson(person = 'ada'): Actor {
  return Actor.parse({
    kind: 'person',
    person: PersonId.parse(person),
    roles: ['deployer', 'approver'],
    place: 'console',
  });
}

export const belay: Actor = { kind: 'belay' };

/** The first event of a rollout. */
export function aRequest(rollout: RolloutId): RolloutEvent {
  return { kind: 'requested', rollout, plan: aPlan(), reason: null };
}

/** What the store's index shows of a rollout: queued, unless told otherwise. */
export function aRolloutRow(id: RolloutId, overrides: Partial<RolloutRow> = {}): RolloutRow {
  const { service, environment, canary } = aPlan();
  return {
    id,
    service,
    environment,
    version: canary.version,
    phase: 'queued',
    owns: false,
    open: true,
    requestedAt: 1000,
    train: null,
    nextAt: null,
    ...overrides,
  };
}

/** The append that begins a rollout. */
export function anAppend(rollout: RolloutId, overrides: Partial<Append> = {}): Append {
  return {
    rollout,
    expectedSeq: 0,
    at: 1000,
    actor: aPerson(),
    events: [aRequest(rollout)],
    row: aRolloutRow(rollout),
    stable: null,
    outbox: [],
    ...overrides,
  };
}
