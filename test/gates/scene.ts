import { storyteller } from '../../src/core/audit/story.ts';
import type { Block } from '../../src/core/blocks/block.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import type { PlanBody } from '../../src/core/rollout/plan.ts';
import { wantedWeight } from '../../src/core/rollout/wanted.ts';
import type { Person, Wish } from '../../src/core/rollout/wish.ts';
import { ana, live, requested } from '../core/rollout/live.ts';
import type { Seen } from './table.ts';

/** Codes of refusals that some scenario has met. */
export const met = new Set<string>();

const nothing = { gate: null, commit: null } as const;
export const approve = { kind: 'approve', bound: nothing } as const;
export const approveAt = (gate: number) => ({ kind: 'approve', bound: { gate, commit: null } }) as const;
export const reject = { kind: 'reject', bound: nothing, reason: 'not today' } as const;
export const extend = { kind: 'extend', bound: nothing, reason: 'too quiet' } as const;
export const promote = { kind: 'promote', all: false, from: null } as const;
export const rollback = { kind: 'rollback', reason: 'odd', gradual: false, isStable: false } as const;
export const emergency = { ...rollback, emergency: true } as const;

/** One rollout in the pure core. What happened last is what is seen of it. */
export interface Scene {
  /** Somebody asks for something. */
  tell(wish: Wish, by?: Person): Scene;
  /** Belay finds something out. */
  find(finding: Finding): Scene;
  /** Everything that keeps it from going forward now. */
  blocked(...blocks: readonly Block[]): Scene;
  /** Time passes, and it is looked at with everything healthy. */
  pass(millis: number): Scene;
  /** Time passes, and nobody has looked yet. */
  wait(millis: number): Scene;
  /** A worker looks as soon as it can, several times. */
  settle(): Scene;
  /** What follows is what is seen. */
  mark(): Scene;
  rollout(): ReturnType<ReturnType<typeof live>['rollout']>;
  now(): number;
  seen(): Seen;
}

/** @param started false: it waits before anything begins */
export function scene(overrides: Partial<PlanBody> = {}, started = true): Scene {
  const one = started ? live(overrides) : requested(overrides);
  let from = 0;
  let code: string | null = null;
  let said: string | null = null;
  const count = () => one.world.logs.get(one.id)?.length ?? 0;
  const mark = () => {
    from = count();
    code = null;
    said = null;
  };
  const lines = () => {
    const story = storyteller((id) => id);
    const log = one.world.logs.get(one.id) ?? [];
    return log.flatMap(({ seq, at, actor, event }) => {
      const row = { position: seq, seq, at, actor, stream: one.id, data: event, prevHash: '', hash: '' };
      const told = story.row(row);
      return told === null || seq <= from ? [] : [`${told.who}: ${told.what}`];
    });
  };
  const self: Scene = {
    tell(wish, by = ana) {
      mark();
      const decision = one.tell(wish, by);
      said = decision.sentence;
      if (decision.kind === 'refused') {
        ({ code } = decision);
        met.add(decision.code);
      }
      return self;
    },
    find(finding) {
      mark();
      one.world.find(one.rollout(), finding);
      return self;
    },
    blocked: (...blocks) => self.find({ kind: 'blocks-found', blocks }),
    pass(millis) {
      mark();
      one.look(millis);
      return self;
    },
    wait(millis) {
      one.world.now += millis;
      return self;
    },
    settle() {
      for (let n = 0; n < 3; n += 1) one.look(0);
      return self;
    },
    mark() {
      mark();
      return self;
    },
    rollout: one.rollout,
    now: () => one.world.now,
    seen() {
      const rollout = one.rollout();
      const { phase, decisions, gates } = rollout;
      const audit = lines();
      return {
        state: {
          phase: phase.kind,
          stage: 'stage' in phase ? phase.stage : null,
          weight: wantedWeight(rollout),
          outcome: decisions.at(-1)?.outcome ?? null,
          gates,
          blocks: Object.keys(rollout.blocks),
          code,
        },
        said: said ?? audit.join('\n'),
        audit,
      };
    },
  };
  return self;
}
