import { refuseAccess } from '../src/core/access/access.ts';
import { levelWords } from '../src/core/budget/words.ts';
import type { Card } from '../src/core/card/card.ts';
import { versionWords } from '../src/core/card/version-words.ts';
import { orderWords, windowWords } from '../src/core/freezes/words.ts';
import type { Reply } from '../src/core/reply.ts';
import { TrainId } from '../src/core/trains/coach.ts';
import { loadReadable, unreadableSentence } from '../src/ledger/load-readable.ts';
import { type LockStanding, lockNow } from '../src/ledger/lock-now.ts';
import { companionsOf } from '../src/ledger/train-members.ts';
import type { RolloutRow } from '../src/ports/store.ts';
import type { Call, Command, Desk } from './command.ts';
import { describeEnded, describeLock, lockOwner } from './describe-lock.ts';
import { findRollout } from './find-rollout.ts';
import { cardOfTrain } from './train/train-card.ts';

export const status: Command = {
  spec: {
    name: 'status',
    aliases: ['list', 'show'],
    summary: 'What is live, what waits, who is stable and what is locked.',
    usage: ['status', 'status shop', 'status r-0123456789'],
    args: [
      {
        name: 'target',
        required: false,
        description: 'A service or a rollout id; everything when left out.',
        kind: 'target',
      },
      { name: 'environment', required: false, before: 'in', description: 'Where.', kind: 'environment' },
    ],
    flags: [],
    verb: 'status',
    kind: 'reads',
  },
  async run(call, desk) {
    const target = call.parsed.args['target'];
    if (target === undefined) return everything(call, desk);
    const rollout = await findRollout(call, desk, 'status');
    if (!('kind' in rollout)) {
      const { service, environment } = rollout.plan;
      const frozen = await frozenNow(call, desk, environment);
      const sentence = [...frozen, await slotSentence(desk, { service, environment }, call)].join(' ');
      if (TrainId.safeParse(target).success) {
        const card = await cardOfTrain(desk, rollout, call.now);
        return { kind: 'cards', sentence: `${target}: ${card.now.sentence}`, cards: [card] };
      }
      const members = await companionsOf(desk.ledger, rollout);
      return { kind: 'cards', sentence, cards: [desk.cards(rollout, call.now, members)] };
    }
    return rollout.code === 'no-rollout' ? serviceOnly(call, desk, target) : rollout;
  },
};

const shown = 10;

async function everything(call: Call, desk: Desk): Promise<Reply> {
  const rows = (await desk.store.recent({}, 50)).filter(
    ({ environment, service }) =>
      refuseAccess(desk.access, call.speaker, 'status', environment, service) === null,
  );
  const live = rows.filter(({ owns, phase }) => owns || phase === 'queued' || phase === 'waiting');
  const { cards, unreadable } = await cardsOf(
    call,
    desk,
    (live.length > 0 ? live : rows.slice(0, 1)).slice(0, shown),
  );
  const slots = await Promise.all(visible(call, desk).map((slot) => slotSentence(desk, slot, call)));
  const count =
    live.length === 0
      ? 'Nothing is live.'
      : `${live.length} ${live.length === 1 ? 'rollout is' : 'rollouts are'} under way.`;
  const sentence = [...(await frozenNow(call, desk)), count, ...slots, ...unreadable].join(' ');
  return { kind: 'cards', sentence, cards, ...(live.length === 0 ? { past: true } : {}) };
}

/** Who is stable and what is locked is told only where the speaker may ask. */
function visible({ speaker }: Call, { access, config }: Desk) {
  return config.slots.filter(
    ({ environment, service }) => refuseAccess(access, speaker, 'status', environment, service) === null,
  );
}

async function serviceOnly(call: Call, desk: Desk, service: string): Promise<Reply> {
  const slots = visible(call, desk).filter((slot) => slot.service === service);
  const sentences = await Promise.all(slots.map((slot) => slotSentence(desk, slot, call)));
  return { kind: 'cards', sentence: `${service} has no rollout yet. ${sentences.join(' ')}`, cards: [] };
}

/** One rollout that cannot be read is named, and hides none of the others. */
async function cardsOf(
  call: Call,
  desk: Desk,
  rows: readonly RolloutRow[],
): Promise<{ readonly cards: readonly Card[]; readonly unreadable: readonly string[] }> {
  const cards: Card[] = [];
  const unreadable: string[] = [];
  for (const { id } of rows) {
    const rollout = await loadReadable(desk.ledger, id);
    if (rollout === 'unreadable') unreadable.push(unreadableSentence(id));
    else if (rollout !== null) {
      cards.push(desk.cards(rollout, call.now, await companionsOf(desk.ledger, rollout)));
    }
  }
  return { cards, unreadable };
}

async function slotSentence(
  desk: Desk,
  slot: Pick<RolloutRow, 'service' | 'environment'>,
  call: Call,
): Promise<string> {
  const { service, environment } = slot;
  const [stable, budgets, lock] = await Promise.all([
    desk.findStable(slot),
    desk.budgets.kept(slot),
    lockNow(desk.store, { service, environment }, call.now),
  ]);
  const locked = lockText(lock, desk, call);
  const wanting = budgets.filter(({ level }) => level !== 'open');
  const spent = wanting.map(({ budget, level }) => ` Error budget ${budget}: ${levelWords[level]}.`).join('');
  return `${service} in ${environment}: stable is ${stable === null ? 'unknown' : versionWords(stable.version)}.${locked}${spent}`;
}

/** What is frozen stands before everything else. */
async function frozenNow(
  call: Call,
  { freezes, config, access }: Desk,
  only: string | null = null,
): Promise<readonly string[]> {
  const { speaker, now } = call;
  const seen = config.environments.filter(
    ({ name }) => (only === null || name === only) && refuseAccess(access, speaker, 'status', name) === null,
  );
  const all = await Promise.all(
    seen.map(async ({ name }) => {
      const [order, { current, unknown }] = await Promise.all([
        freezes.order(name, now, now - 1),
        freezes.windows(name, now),
      ]);
      const ordered = order === null ? [] : [orderWords(order, lockOwner(order, config))];
      const open = current === null ? [] : [windowWords(current, name)];
      return [...ordered, ...open, ...(unknown === null ? [] : [`${name} counts as frozen: ${unknown}`])];
    }),
  );
  const words = [...new Set(all.flat())];
  return words.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

function lockText({ held, ended }: LockStanding, { config }: Desk, { now }: Call): string {
  if (held !== null) return ` ${describeLock(held, config, now)}`;
  return ended === null ? '' : ` ${describeEnded(ended, config)}`;
}
