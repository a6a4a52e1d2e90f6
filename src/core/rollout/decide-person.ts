import type { Instant } from '../time.ts';
import { type Decision, decided } from './decision.ts';
import { approve, extend, reject } from './gates/wish-vote.ts';
import type { Rollout } from './state.ts';
import type { Person, Wish } from './wish.ts';
import { handOver } from './wish-hand-over.ts';
import { mark } from './wish-mark.ts';
import { mute, unmute } from './wish-mute.ts';
import { notice } from './wish-notice.ts';
import { pause, resume } from './wish-pause.ts';
import { promote } from './wish-promote.ts';
import { rollback } from './wish-rollback.ts';
import { task } from './wish-task.ts';
import { tick } from './wish-tick.ts';

/** Whether the wish can be granted in this state; roles were checked before. */
export function decideWish(rollout: Rollout, wish: Wish, by: Person, now: Instant): Decision {
  switch (wish.kind) {
    case 'promote':
      return promote(rollout, wish, now);
    case 'pause':
      return pause(rollout, wish.reason);
    case 'resume':
      return resume(rollout, by, now);
    case 'rollback':
      return rollback(rollout, wish, now);
    case 'approve':
      return approve(rollout, wish, by, now);
    case 'reject':
      return reject(rollout, wish, by, now);
    case 'extend':
      return extend(rollout, wish, by, now);
    case 'note':
      return decided('Noted.', { kind: 'noted', text: wish.text });
    case 'tick':
      return tick(rollout, wish, by, now);
    case 'notice':
      return notice(rollout, wish);
    case 'task':
      return task(rollout, wish);
    case 'mute':
      return mute(rollout, wish, now);
    case 'unmute':
      return unmute(rollout, wish.check);
    case 'hand-over':
      return handOver(rollout, wish);
    case 'mark':
      return mark(rollout, wish.as, wish.reason);
  }
}
