import type { RolloutId } from '../ids.ts';
import type { Instant, Millis } from '../time.ts';
import { type InTrain, type Member, positionOf } from './members.ts';
import { type Standing, standingOf } from './standing.ts';

/** What a failure elsewhere in its train wants of a rollout; null while nothing. */
export type TrainOrder =
  | { readonly kind: 'back' | 'stop'; readonly failed: RolloutId; readonly sentence: string }
  /** It goes back once those after it are safe, and at `until` whatever they are. */
  | { readonly kind: 'wait'; readonly until: Instant };

/** Those before in the order wait so long for those after them to be safe, and no longer. */
export const longestWait: Millis = 30_000;
/** A train of which a rollout is missing so long after it was asked for was never put together. */
export const putTogetherWithin: Millis = 30_000;

/** A rollout that fails by itself goes back at once and is not asked here: it waits for nobody. */
export function trainOrder(self: InTrain, members: readonly Member[], now: Instant): TrainOrder | null {
  const own = standingOf(self);
  if (own.kind === 'failed' || (own.kind === 'completed' && !own.kept)) return null;
  const others = members.filter(({ id }) => id !== self.id);
  const missing = others.find(({ rollout }) => rollout === null);
  if (missing !== undefined) return incomplete(self, missing, now);
  const failure = firstFailure(others);
  if (failure === null) return null;
  const { train } = self;
  const sentence = `${failure.service}, released with it in ${train.name}, ${failure.clause}`;
  const order = { failed: failure.id, sentence };
  if (train.onFailure === 'stop') return own.kind === 'completed' ? null : { kind: 'stop', ...order };
  const until = failure.at + longestWait;
  const position = positionOf(self);
  const later = others.filter((one) => one.position > position);
  const mustWait = own.kind !== 'ahead' && now < until && later.some(isExposed);
  return mustWait ? { kind: 'wait', until } : { kind: 'back', ...order };
}

function incomplete(self: InTrain, { id, service }: Member, now: Instant): TrainOrder {
  const until = self.requestedAt + putTogetherWithin;
  if (now < until) return { kind: 'wait', until };
  const sentence = `${self.train.name} could not be put together: ${service} (${id}) was never asked for`;
  return { kind: 'back', failed: id, sentence };
}

interface Failure extends Extract<Standing, { kind: 'failed' }> {
  readonly id: RolloutId;
  readonly service: string;
}

/** The first that failed by itself: the others went because of it. */
function firstFailure(members: readonly Member[]): Failure | null {
  const failures = members.flatMap(({ id, service, rollout }): Failure[] => {
    const standing = rollout === null || rollout === 'unreadable' ? null : standingOf(rollout);
    return standing?.kind === 'failed' ? [{ ...standing, id, service }] : [];
  });
  const own = failures.filter(({ follows }) => !follows);
  return (own.length > 0 ? own : failures).toSorted((one, other) => one.at - other.at)[0] ?? null;
}

/** Its version may still serve somebody. */
function isExposed({ rollout }: Member): boolean {
  if (rollout === null) return false;
  if (rollout === 'unreadable') return true;
  const standing = standingOf(rollout);
  switch (standing.kind) {
    case 'ahead':
      return false;
    case 'going':
      return true;
    case 'completed':
      return standing.kept;
    case 'failed':
      return !standing.safe;
  }
}
