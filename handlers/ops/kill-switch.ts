import { actorOf } from '../../commands/actor.ts';
import type { Desk } from '../../commands/command.ts';
import { rollback } from '../../commands/rollback.ts';
import type { Access, Grant, Grants, Speaker } from '../../src/core/access/access.ts';
import { Failure } from '../../src/core/failure.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import { counted } from '../../src/core/prose.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import { ownsTraffic } from '../../src/core/rollout/next-look.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import { atMost } from '../hear/at-most.ts';

import { withRoles } from '../speak/with-roles.ts';

/** What is to be taken back; of several that are live, all of what is named. */
export interface KillOrder {
  readonly reason: string;
  readonly version?: string | undefined;
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly rollout?: string | undefined;
  /** Everything live, whatever it is. */
  readonly all: boolean;
}

/** Who pulls it. `trusted` are allowed it by the kill switch itself; others need the access of belay.yml. */
export interface Puller {
  readonly speaker: Speaker;
  readonly place: string;
  readonly trusted: boolean;
}

export interface Stopped {
  readonly rollout: RolloutId;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  /** Whether the router was seen to send everybody to stable. */
  readonly moved: boolean;
  readonly sentence: string;
}

export type Killed =
  | { readonly kind: 'stopped'; readonly sentence: string; readonly stopped: readonly Stopped[] }
  | Refusal;

/** Takes everything back that is meant, at once and past every gate; also while the store does not answer. */
export type KillSwitch = (order: KillOrder, by: Puller) => Promise<Killed>;

/** What was live is known already; a store that is slow to say more is not waited for. */
const patience: Millis = 300;

export function createKillSwitch(desk: Desk, clock: () => Instant): KillSwitch {
  return async (order, by) => {
    await atMost(patience, desk.blind.refresh());
    const live = desk.blind.live().filter(ownsTraffic);
    const meant = chosen(order, live);
    if ('kind' in meant) return meant;
    const settled = await Promise.allSettled(
      meant.map((rollout) => stop(desk, rollout, order.reason, by, clock())),
    );
    const failure = settled.find((one) => one.status === 'rejected');
    if (failure !== undefined && settled.every(({ status }) => status === 'rejected')) throw failure.reason;
    // What fails of one must not keep the answer about the others.
    const done = settled.map((one, index) =>
      one.status === 'fulfilled' ? one.value : failed(meant[index] as Rollout, one.reason),
    );
    const refused = done.find((one) => 'kind' in one);
    const stopped = done.filter((one): one is Stopped => !('kind' in one));
    if (stopped.length === 0 && refused !== undefined) return refused;
    return { kind: 'stopped', stopped, sentence: summary(stopped, done.length) };
  };
}

function chosen(order: KillOrder, live: readonly Rollout[]): readonly Rollout[] | Refusal {
  const { version, service, environment, rollout, all } = order;
  const meant = live.filter(
    ({ id, plan }) =>
      (rollout === undefined || id === rollout) &&
      (version === undefined || plan.canary.version === version) &&
      (service === undefined || plan.service === service) &&
      (environment === undefined || plan.environment === environment),
  );
  const named = [version, service, environment, rollout].some((one) => one !== undefined);
  if (meant.length === 0) {
    const others =
      live.length === 0 ? 'Nothing is live' : `Nothing live is meant by that. Live: ${list(live)}`;
    return refuse('nothing-live', `${others}. Nothing was moved.`);
  }
  if (meant.length === 1 || named || all) return meant;
  return refuse(
    'several-live',
    `${counted(meant.length, 'rollout')} are live: ${list(meant)}. Nothing was moved. Name a version, service, environment or rollout, or send \`all: true\` for all of them.`,
  );
}

function list(rollouts: readonly Rollout[]): string {
  return rollouts
    .map(({ id, plan }) => `${id} (${plan.service} ${plan.canary.version} to ${plan.environment})`)
    .join(', ');
}

async function stop(
  desk: Desk,
  rollout: Rollout,
  reason: string,
  { speaker, place, trusted }: Puller,
  now: Instant,
): Promise<Stopped | Refusal> {
  let moved = false;
  const watched: Desk = {
    ...desk,
    access: trusted ? allowed : emergencyToo(desk.access),
    moveNow: async (one) => {
      const refused = await desk.moveNow(one);
      moved = refused === null;
      return refused;
    },
    blind: {
      ...desk.blind,
      takeBack: async (...given) => {
        const reply = await desk.blind.takeBack(...given);
        moved = reply.kind === 'done';
        return reply;
      },
    },
  };
  const parsed = {
    kind: 'command',
    spec: rollback.spec,
    args: { target: rollout.id, reason },
    flags: { emergency: true },
  } as const;
  const reply = await withRoles(watched, rollback, speaker, (holder, resolve) => {
    const actor = actorOf(holder, place);
    return rollback.run({ parsed, speaker: holder, actor, about: {}, saidAt: now, now, resolve }, watched);
  });
  const { service, environment, canary } = rollout.plan;
  if (reply.kind === 'refused' && ['not-allowed', 'token-scope'].includes(reply.code)) {
    return refuse(reply.code, reply.sentence);
  }
  return {
    rollout: rollout.id,
    service,
    environment,
    version: canary.version,
    moved: moved || isBack(rollout, reply),
    sentence: sentenceOf(reply),
  };
}

function failed({ id, plan }: Rollout, error: unknown): Stopped {
  const why = error instanceof Failure ? error.message : 'something went wrong inside Belay';
  return {
    rollout: id,
    service: plan.service,
    environment: plan.environment,
    version: plan.canary.version,
    moved: false,
    sentence: `${id}: ${why}. Its traffic may not be back; pull again, or move it by hand.`,
  };
}

/** It was at stable already, so nothing was ordered. */
function isBack({ phase }: Rollout, reply: Reply): boolean {
  return reply.kind === 'done' && phase.kind === 'rolling-back' && phase.weight === 0;
}

function sentenceOf(reply: Reply): string {
  return 'sentence' in reply ? reply.sentence : reply.tree.summary;
}

/** The kill switch has its own list of who may. */
const allowed: Access = {
  general: { rollback: 'anyone', 'emergency-rollback': 'anyone' },
  environments: {},
};

/** Whoever may take back, in an emergency or not, may do so here, where there is no time to wait for approvals. */
function emergencyToo({ general, environments }: Access): Access {
  const widened = (grants: Grants): Grants => ({
    ...grants,
    'emergency-rollback': either(
      grants['rollback'] ?? general['rollback'],
      grants['emergency-rollback'] ?? general['emergency-rollback'],
    ),
  });
  const each = Object.entries(environments).map(([name, grants]) => [name, widened(grants)] as const);
  return { general: widened(general), environments: Object.fromEntries(each) };
}

function either(one: Grant = [], other: Grant = []): Grant {
  return one === 'anyone' || other === 'anyone' ? 'anyone' : [...new Set([...one, ...other])];
}

function summary(stopped: readonly Stopped[], meant: number): string {
  const moved = stopped.filter((one) => one.moved);
  if (moved.length === meant) {
    return meant === 1
      ? (stopped[0]?.sentence ?? '')
      : `All traffic of ${counted(meant, 'rollout')} is on stable.`;
  }
  return `Of ${counted(meant, 'rollout')}, ${moved.length} ${moved.length === 1 ? 'is' : 'are'} on stable; the rest ${meant - moved.length === 1 ? 'is' : 'are'} not yet, and Belay tries on. If that takes too long, move the traffic by hand; the cards have the commands.`;
}
