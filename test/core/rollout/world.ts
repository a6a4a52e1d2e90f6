import type { PersonId, RoleName, RolloutId } from '../../../src/core/ids.ts';
import { decideWish } from '../../../src/core/rollout/decide-person.ts';
import { decideRequest } from '../../../src/core/rollout/decide-request.ts';
import { decideFinding } from '../../../src/core/rollout/decide-world.ts';
import { belay } from '../../../src/core/rollout/decision.ts';
import type { Actor, Recorded, RolloutEvent } from '../../../src/core/rollout/events.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import type { Finding } from '../../../src/core/rollout/finding.ts';
import { ownsTraffic } from '../../../src/core/rollout/next-look.ts';
import type { Plan, Target } from '../../../src/core/rollout/plan.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { type Wanted, wantedRoute } from '../../../src/core/rollout/wanted.ts';
import type { Person, Wish } from '../../../src/core/rollout/wish.ts';

export function person(id: string, ...roles: string[]): Person {
  return { kind: 'person', person: id as PersonId, roles: roles as RoleName[], place: 'test' };
}

/** A slot with its rollouts as event logs, and a router that does what the owner wants. Time is a number. */
export class World {
  now = 1_000_000;
  readonly logs = new Map<RolloutId, Recorded[]>();
  readonly #states = new Map<RolloutId, Rollout>();
  router: Wanted;
  stable: Target;
  #count = 0;

  constructor(stable: Target) {
    this.stable = stable;
    this.router = { kind: 'stable', stable };
  }

  rollouts(): Rollout[] {
    return [...this.#states.values()];
  }

  owner(): Rollout | null {
    return this.rollouts().find(ownsTraffic) ?? null;
  }

  get(id: RolloutId): Rollout {
    const found = this.#states.get(id);
    if (found === undefined) throw new Error(`no rollout ${id}`);
    return found;
  }

  /** Appends as the store does: nothing when somebody appended since, nothing when another owns the slot. */
  append(id: RolloutId, expectedSeq: number, events: readonly RolloutEvent[], actor: Actor): boolean {
    const log = this.logs.get(id) ?? [];
    if (log.length !== expectedSeq || events.length === 0) return false;
    const next = [
      ...log,
      ...events.map((event, n) => ({ seq: log.length + n + 1, at: this.now, actor, event })),
    ];
    const after = fold(next.slice(log.length), this.#states.get(id) ?? null);
    if (after === null) return false;
    const owner = this.owner();
    if (ownsTraffic(after) && owner !== null && owner.id !== id) return false;
    this.logs.set(id, next);
    this.#states.set(id, after);
    if (after.phase.kind === 'completed' && events.some(({ kind }) => kind === 'completed'))
      this.stable = after.plan.canary;
    if (after.phase.kind === 'rolled-back' && after.completedAt !== null && after.stable !== null)
      this.stable = after.stable;
    return true;
  }

  deploy(plan: Plan, by: Person): RolloutId | null {
    const id = `r-${String(++this.#count).padStart(10, '0')}` as RolloutId;
    const owner = this.owner();
    const waiting = this.rollouts().filter(({ phase }) => phase.kind === 'queued');
    const asking = this.rollouts().filter(({ phase }) => phase.kind === 'waiting' && phase.stage === null);
    const decision = decideRequest(
      { rollout: id, plan, reason: null, origin: null, changes: null },
      {
        stable: this.stable,
        owner: owner === null ? null : { id: owner.id, version: owner.plan.canary.version },
        queued: waiting.map((rollout) => rollout.id),
        asking: asking.map(({ id: one, plan: { canary } }) => ({ id: one, version: canary.version })),
      },
      this.now,
    );
    if (decision.kind === 'refused') return null;
    this.append(id, 0, decision.events, by);
    if (plan.superseding === 'supersede' && plan.entry === undefined) this.#supersede(id);
    return id;
  }

  wish(rollout: Rollout, wish: Wish, by: Person): boolean {
    const decision = decideWish(rollout, wish, by, this.now);
    const done = decision.kind === 'decided' && this.append(rollout.id, rollout.seq, decision.events, by);
    const { phase, plan } = this.get(rollout.id);
    const letIn = rollout.phase.kind === 'waiting' && phase.kind === 'queued';
    if (done && letIn && plan.superseding === 'supersede') this.#supersede(rollout.id);
    return done;
  }

  /** What is older goes, whether it is live, queued or still asks. */
  #supersede(by: RolloutId): void {
    const older = this.rollouts().filter(({ id }) => id < by);
    for (const old of older) this.find(old, { kind: 'superseded', by });
  }

  find(rollout: Rollout, finding: Finding): readonly RolloutEvent[] {
    const events = decideFinding(rollout, finding, this.now);
    this.append(rollout.id, rollout.seq, events, belay);
    return events;
  }

  /** What a worker does with a rollout it has read: move traffic as wanted, then report. */
  route(rollout: Rollout, works: boolean): void {
    const wanted = wantedRoute(rollout);
    if (wanted === null) return;
    if (!works) {
      this.find(rollout, { kind: 'route-refused', sentence: 'the router does not answer' });
      return;
    }
    this.router = wanted;
    const weight = wanted.kind === 'split' ? wanted.weight : 0;
    this.find(rollout, { kind: 'route-confirmed', weight, found: null });
  }
}
