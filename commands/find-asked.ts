import { refuseAccess } from '../src/core/access/access.ts';
import { RolloutId } from '../src/core/ids.ts';
import { listed } from '../src/core/prose.ts';
import type { Intent, Slots } from '../src/core/questions/question.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { RolloutRow } from '../src/ports/store.ts';
import type { Call, Desk } from './command.ts';

/** Questions are about the newest so many rollouts. */
export const askedAmong = 100;

/** The rollout that a question is about, among those that the speaker may ask about. */
export async function findAsked(
  call: Call,
  desk: Desk,
  intent: Intent,
  slots: Slots,
): Promise<RolloutRow | Refusal> {
  const { about } = call;
  const unnamed = slots.service === null && slots.version === null && slots.environment === null;
  const id = slots.rollout ?? (unnamed ? about.rollout : undefined);
  if (id !== undefined && id !== null) return byId(call, desk, id);
  const rows = await desk.store.recent({}, askedAmong);
  const meant = rows.filter(
    (row) =>
      matches(row.service, slots.service ?? (unnamed ? about.service : undefined)) &&
      matches(row.environment, slots.environment ?? (unnamed ? about.environment : undefined)) &&
      matches(row.version, slots.version),
  );
  const visible = meant.filter((row) => denied(call, desk, row) === null);
  const [hidden] = meant;
  if (visible.length === 0 && hidden !== undefined) {
    return denied(call, desk, hidden) ?? noneOf(slots);
  }
  return visible.length === 0 ? noneOf(slots) : standsOut(visible, intent, slots);
}

function matches(value: string, wanted: string | null | undefined): boolean {
  return wanted === null || wanted === undefined || value.toLowerCase() === wanted.toLowerCase();
}

function denied({ speaker }: Call, { access }: Desk, row: RolloutRow): Refusal | null {
  return refuseAccess(access, speaker, 'ask', row.environment, row.service);
}

async function byId(call: Call, desk: Desk, typed: string): Promise<RolloutRow | Refusal> {
  const row = await desk.store.find(RolloutId.parse(typed));
  if (row === null) {
    return refuse('no-such-rollout', `There is no rollout ${typed}. Type \`status\` to see the recent ones.`);
  }
  return denied(call, desk, row) ?? row;
}

function noneOf({ service, version, environment }: Slots): Refusal {
  const what = [service, version].filter((one) => one !== null).join(' ');
  const where = environment === null ? '' : ` in ${environment}`;
  const of = what === '' ? '' : ` of ${what}`;
  return refuse(
    'no-rollout',
    `No rollout${of}${where} is among the last ${askedAmong}. Type \`status\` to see the recent ones.`,
  );
}

/** What is live, else what is over; a question about a rollback means the last one that was. */
function standsOut(rows: readonly RolloutRow[], intent: Intent, slots: Slots): RolloutRow | Refusal {
  const back = rows.find(({ phase }) => phase === 'rolled-back' || phase === 'rolling-back');
  if (intent === 'why-rolled-back' && back !== undefined) return back;
  const live = rows.filter(({ owns }) => owns);
  const [only] = live;
  if (live.length > 1) return ambiguous(live);
  if (only !== undefined) return only;
  const [newest] = rows;
  if (newest === undefined || (slots.current && slots.version === null)) {
    return refuse('nothing-live', 'No rollout is live now. Type `status` to see the recent ones.');
  }
  return newest;
}

function ambiguous(rows: readonly RolloutRow[]): Refusal {
  const choices = rows.map(
    ({ id, service, version, environment }) => `${id} (${service} ${version} in ${environment})`,
  );
  return refuse(
    'ambiguous',
    `More than one rollout is live: ${listed(choices)}. Ask again with the id or the service of one of them.`,
  );
}
