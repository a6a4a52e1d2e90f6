import type { FreezeOrder } from '../src/core/freezes/order.ts';
import { orderWords, unfreezeLine } from '../src/core/freezes/words.ts';
import { listed } from '../src/core/prose.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Call, Command, Desk } from './command.ts';
import { readScope } from './frozen-scope.ts';
import { holdAll } from './hold-all.ts';
import { endFlags, readEnd } from './read-end.ts';
import { everywhere } from './shared-arguments.ts';

export const freeze: Command = {
  spec: {
    name: 'freeze',
    aliases: [],
    summary:
      'Stop everything from going forward, live and new, in one environment or in all; rollbacks stay possible.',
    usage: ['freeze "data centre on fire"', 'freeze production "audit" --for 2h'],
    args: [
      {
        name: 'reason',
        required: true,
        rest: true,
        description:
          'Why, for whoever runs into it; the name of an environment before it freezes that one alone.',
        kind: 'text',
      },
      { ...everywhere, before: 'in' },
    ],
    flags: endFlags,
    verb: 'freeze',
    kind: 'acts',
    group: 'safety',
  },
  async run(call, desk) {
    const order = orderOf(call, desk);
    if ('kind' in order) return order;
    await desk.store.freezes.freeze(order, call.actor);
    const held = await holdAll(call, desk, order);
    const words = orderWords(order, call.speaker.name);
    return {
      kind: 'done',
      sentence: `${words.charAt(0).toUpperCase()}${words.slice(1)}. ${liveText(held)} Nothing new starts there; rollbacks are always possible. ${unfreezeLine(order)} lifts it.`,
      rollout: null,
    };
  },
};

function orderOf(call: Call, desk: Desk): FreezeOrder | Refusal {
  const { environment, reason } = whereAndWhy(call, desk);
  if (reason === '')
    return refuse('missing-argument', 'Say why: `freeze production "audit"`. Nothing was changed.');
  const scope = readScope(environment, call, desk);
  if ('kind' in scope) return scope;
  const until = readEnd(call);
  if (until !== null && typeof until === 'object') return until;
  return { environment: scope.scope, owner: call.speaker.person, reason, since: call.now, until };
}

/** `freeze production "audit"` is how people say it; the reason takes all words, so its first may be where. */
function whereAndWhy({ parsed }: Call, { config }: Desk) {
  const { environment, reason = '' } = parsed.args;
  const [, first = '', rest = ''] = /^(\S+)\s+(.+)$/su.exec(reason.trim()) ?? [];
  const names = config.environments.some(({ name }) => name === first);
  if (environment !== undefined || !names) return { environment, reason: reason.trim() };
  return { environment: first, reason: rest.trim().replace(/^(["'])(.*)\1$/su, '$2') };
}

function liveText(held: readonly string[]): string {
  if (held.length === 0) return 'Nothing was under way.';
  return `${listed(held)} ${held.length === 1 ? 'goes' : 'go'} no further.`;
}
