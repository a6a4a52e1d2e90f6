import { refuseAccess } from '../src/core/access/access.ts';
import { heading, list } from '../src/core/documents/blocks.ts';
import type { Block } from '../src/core/documents/tree.ts';
import { nextWords, orderWords, unfreezeLine, windowWords } from '../src/core/freezes/words.ts';
import type { EnvironmentName } from '../src/core/ids.ts';
import { listed } from '../src/core/prose.ts';
import type { Call, Command, Desk } from './command.ts';
import { lockOwner } from './describe-lock.ts';
import { unknownEnvironment } from './known-names.ts';
import { everywhere } from './shared-arguments.ts';

export const freezes: Command = {
  spec: {
    name: 'freezes',
    aliases: ['schedule'],
    summary: 'What is frozen now, why and until when, and what will be next.',
    usage: ['freezes', 'freezes production'],
    args: [everywhere],
    flags: [],
    verb: 'status',
    kind: 'reads',
    group: 'safety',
  },
  async run(call, desk) {
    const typed = call.parsed.args['environment'];
    const { config, access } = desk;
    const meant = config.environments.filter(({ name }) => typed === undefined || name === typed);
    if (meant.length === 0) return unknownEnvironment(config, typed ?? '');
    const visible = meant.filter(({ name }) => refuseAccess(access, call.speaker, 'status', name) === null);
    const [first] = meant;
    if (visible.length === 0 && first !== undefined) {
      const denied = refuseAccess(access, call.speaker, 'status', first.name);
      if (denied !== null) return denied;
    }
    const parts = await Promise.all(visible.map(({ name }) => partOf(call, desk, name)));
    const frozen = parts.filter((part) => part.frozen).map(({ name }) => name);
    return {
      kind: 'document',
      tree: {
        title: 'Freezes',
        summary: frozen.length === 0 ? 'Nothing is frozen now.' : `Frozen now: ${listed(frozen)}.`,
        draftedBy: 'template',
        draftedWhy: 'Calendars are read by code.',
        at: call.now,
        blocks: parts.flatMap(({ blocks }) => blocks),
      },
    };
  },
};

interface Part {
  readonly name: EnvironmentName;
  readonly frozen: boolean;
  readonly blocks: readonly Block[];
}

async function partOf({ now }: Call, desk: Desk, name: EnvironmentName): Promise<Part> {
  const [order, windows] = await Promise.all([
    desk.freezes.order(name, now, now - 1),
    desk.freezes.windows(name, now),
  ]);
  const { current, next, unknown, troubles } = windows;
  const ordered =
    order === null
      ? []
      : [`${orderWords(order, lockOwner(order, desk.config))}; ${unfreezeLine(order)} lifts it.`];
  const open = current === null ? [] : [`${windowWords(current, name)}.`];
  const held = [...ordered, ...open, ...(unknown === null ? [] : [`It counts as frozen: ${unknown}.`])];
  const lines = [
    ...(held.length === 0 ? [`${name} is not frozen.`] : held),
    next === null ? 'No window is known to come.' : `${nextWords(next, name)}.`,
    ...troubles,
  ];
  return { name, frozen: held.length > 0, blocks: [heading(name), list(lines)] };
}
