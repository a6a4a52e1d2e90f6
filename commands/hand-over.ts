import { nearest } from '../src/core/nearest.ts';
import { refuse } from '../src/core/refusal.ts';
import type { Command } from './command.ts';
import { environment, reason, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const handOver: Command = {
  spec: {
    name: 'hand-over',
    aliases: ['handover'],
    summary: 'Let somebody else answer for a rollout; who may do what stays as it is.',
    usage: ['hand-over shop to bo', 'hand-over r-0123456789 to bo "my shift ends"'],
    args: [
      target,
      {
        name: 'person',
        required: true,
        before: 'to',
        description: 'Who answers for it from here on, by the key under `people`.',
        kind: 'person',
      },
      environment,
      reason(false),
    ],
    flags: [],
    verb: 'hand-over',
    kind: 'acts',
    group: 'people',
  },
  async run(call, desk) {
    const { people } = desk.config;
    const typed = call.parsed.args['person'] ?? '';
    const meant = people.find(
      ({ id, name }) => id === typed || name.toLowerCase() === typed.trim().toLowerCase(),
    );
    if (meant === undefined) {
      const near = nearest(
        typed,
        people.map(({ id }) => id),
      );
      const hint = near === null ? '' : ` Did you mean \`${near}\`?`;
      return refuse(
        'no-such-person',
        `Nobody under \`people\` of belay.yml is called that.${hint} Nothing was changed.`,
      );
    }
    const why = call.parsed.args['reason'] ?? null;
    return grantWish(call, desk, 'hand-over', () => ({
      kind: 'hand-over',
      to: meant.id,
      name: meant.name,
      reason: why,
    }));
  },
};
