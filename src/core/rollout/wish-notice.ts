import { instantText } from '../documents/instant-text.ts';
import { refuse } from '../refusal.ts';
import { type Decision, decided } from './decision.ts';
import type { Rollout } from './state.ts';
import type { Wish } from './wish.ts';

/** Customers are told once by each draft, and only of something that they were told of that it is over. */
export function notice({ notices }: Rollout, wish: Extract<Wish, { kind: 'notice' }>): Decision {
  const { kind: _, through, start, end, updateEvery, resolved, ...said } = wish;
  const told = notices[wish.template];
  const again = `notice ${wish.template}`;
  if (told !== undefined && told.draftedAt === wish.draftedAt) {
    return refuse(
      'already-sent',
      `This draft was sent at ${instantText(told.sentAt)}. Type \`${again}\` for a new one; nothing was sent again.`,
    );
  }
  if (resolved && told === undefined) {
    return refuse(
      'nothing-told',
      `Customers were not told of it by the notice ${wish.template}, so there is nothing to call over. Nothing was sent.`,
    );
  }
  return decided('The notice is on its way.', {
    kind: 'notice-sent',
    ...said,
    through: [...through],
    ...(start === null ? {} : { start }),
    ...(end === null ? {} : { end }),
    ...(updateEvery === null ? {} : { updateEvery }),
    ...(resolved ? { resolved } : {}),
  });
}
