import type { Block } from '../blocks/block.ts';
import { listed, percent } from '../prose.ts';
import type { Rollout } from '../rollout/state.ts';
import { type InTrain, type Member, positionOf } from './members.ts';
import { type Standing, standingOf } from './standing.ts';
import { leftUnanswered } from './unasked.ts';

/** What keeps a rollout from going ahead of its train's order now. */
export function trainBlock(self: InTrain, members: readonly Member[]): Block | null {
  const waits = waitsFor(self, members);
  if (waits === null) return null;
  return {
    by: 'train',
    sentence: `in ${self.train.name}, ${self.plan.service} waits for ${waits}`,
    until: null,
  };
}

/** `api to complete (it is at 25 %)`; null when it may go on as far as its train is concerned. */
export function waitsFor(self: InTrain, members: readonly Member[]): string | null {
  const target = nextTarget(self);
  if (target === null) return null;
  const waits = members.filter(({ id }) => id !== self.id).flatMap((one) => hindrance(self, one, target));
  return waits.length === 0 ? null : listed(waits);
}

/** Percent of the traffic, or the end of the rollout. */
type Target = number | 'completion';

/** What it would do next, so that the way is barred before the look that would take it. */
function nextTarget({ phase, plan }: Rollout): Target | null {
  const at = (stage: number) => plan.stages[stage]?.weight ?? 'completion';
  switch (phase.kind) {
    case 'queued':
    case 'preparing':
      return at(0);
    case 'shifting':
    case 'observing':
      return at(phase.stage + 1);
    case 'waiting':
      return at((phase.stage ?? -1) + 1);
    case 'verifying':
    case 'completing':
    case 'completed':
    case 'rolling-back':
    case 'rolled-back':
    case 'cancelled':
      return null;
  }
}

function hindrance(self: InTrain, { id, service, position, rollout }: Member, target: Target): string[] {
  if (rollout === null) return [`${service} (${id}) to be asked for: the train is not complete yet`];
  if (rollout === 'unreadable') return [`${service}: the log of ${id} cannot be read`];
  const standing = standingOf(rollout);
  const { train } = self;
  const own = positionOf(self);
  if (standing.kind === 'failed') {
    if (train.onFailure === 'roll_back_all') return [`its own way back: ${service} ${standing.clause}`];
    const shared = train.approval === 'one' && id === train.lead;
    const rule = { follows: train.follows, after: position < own };
    return shared && leftUnanswered(rollout, target, rule)
      ? [
          `an approval that nobody gives any more: ${service}, which asked for the whole train, ${standing.clause}; roll it back and release it alone`,
        ]
      : [];
  }
  if (position < own) return following(train.follows, service, standing, target);
  // Its own gates are the lead's: what the lead was not let into, it does not enter either.
  const led = train.approval === 'one' && id === train.lead && position === own;
  return led ? following('stages', service, standing, target) : [];
}

function following(
  rule: InTrain['train']['follows'],
  service: string,
  standing: Exclude<Standing, { kind: 'failed' }>,
  target: Target,
): string[] {
  if (standing.kind === 'completed') return [];
  const now = standing.kind === 'ahead' ? 'it has not begun' : `it is at ${percent(standing.reached)}`;
  if (rule === 'completion' || target === 'completion') return [`${service} to complete (${now})`];
  const reached = standing.kind === 'going' && standing.reached >= target;
  return reached ? [] : [`${service} to reach ${percent(target)} (${now})`];
}
