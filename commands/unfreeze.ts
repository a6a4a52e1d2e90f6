import { holds } from '../src/core/freezes/order.ts';
import { orderWords } from '../src/core/freezes/words.ts';
import { refuse } from '../src/core/refusal.ts';
import type { Call, Command, Desk } from './command.ts';
import { lockOwner } from './describe-lock.ts';
import { readScope } from './frozen-scope.ts';

export const unfreeze: Command = {
  spec: {
    name: 'unfreeze',
    aliases: ['thaw'],
    summary: 'Lift what `freeze` ordered; windows of calendars end by themselves.',
    usage: ['unfreeze', 'unfreeze production'],
    args: [
      {
        name: 'environment',
        required: false,
        description: 'Where; what was ordered for everything when left out.',
        kind: 'environment',
      },
    ],
    flags: [],
    verb: 'freeze',
    kind: 'acts',
    group: 'safety',
  },
  async run(call, desk) {
    const found = readScope(call.parsed.args['environment'], call, desk);
    if ('kind' in found) return found;
    const { scope } = found;
    const order = await desk.store.freezes.current(scope);
    const what = scope === '*' ? 'Everything' : scope;
    if (!holds(order, call.now)) {
      return refuse('not-frozen', `${what} is not frozen by an order.${await elsewhere(call, desk)}`);
    }
    await desk.store.freezes.unfreeze(scope, call.actor, call.now);
    const still = await elsewhere(call, desk);
    return {
      kind: 'done',
      sentence: `Lifted: ${orderWords(order, lockOwner(order, desk.config))}. What it held goes on within seconds.${still}`,
      rollout: null,
    };
  },
};

/** Other orders that hold, as sentences with a space before each. */
async function elsewhere({ now }: Call, { store, config }: Desk): Promise<string> {
  const scopes = ['*' as const, ...config.environments.map(({ name }) => name)];
  const orders = await Promise.all(scopes.map((scope) => store.freezes.current(scope)));
  const held = orders.filter((order) => holds(order, now));
  if (held.length === 0) return ' No order holds; `freezes` shows the windows of calendars.';
  return ` Still: ${held.map((order) => orderWords(order, lockOwner(order, config))).join('; ')}.`;
}
