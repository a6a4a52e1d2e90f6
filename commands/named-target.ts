import { RolloutId } from '../src/core/ids.ts';
import type { Call, Desk } from './command.ts';

export interface Named {
  /** A rollout id or a service; what the place has before the speaker where nothing was said; undefined for neither. */
  readonly target: string | undefined;
  /** Every other word. */
  readonly item: string;
}

/** Splits `shop smoke tests` and `2`: the first word is the target when it is a rollout or a service, else a word of the item. */
export function namedTarget({ parsed, about }: Call, { config }: Desk): Named {
  const said = (parsed.args['item'] ?? '').trim();
  const [first = '', ...others] = said.split(/\s+/u);
  const isTarget = RolloutId.safeParse(first).success || config.services.some((service) => service === first);
  const item = (isTarget ? others.join(' ') : said).replace(/^["“”']+|["“”']+$/gu, '');
  return { target: isTarget ? first : (about.rollout ?? about.service), item };
}

/** The call as if it had been said with this target. */
export function aimedAt(call: Call, target: string | undefined): Call {
  const { item: _, ...args } = call.parsed.args;
  return {
    ...call,
    parsed: { ...call.parsed, args: target === undefined ? args : { ...args, target } },
  };
}
