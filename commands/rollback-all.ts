import type { Config } from '../src/config/config.ts';
import { refuseAccess, type Speaker } from '../src/core/access/access.ts';
import type { ParsedCommand } from '../src/core/command/parse.ts';
import { Failure } from '../src/core/failure.ts';
import { EnvironmentName, RolloutId } from '../src/core/ids.ts';
import { counted, plainLine, quoted } from '../src/core/prose.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import { ownsTraffic } from '../src/core/rollout/next-look.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { loadReadable, unreadableSentence } from '../src/ledger/load-readable.ts';
import type { Slot } from '../src/ports/store.ts';
import { actorOf } from './actor.ts';
import type { Call, Desk } from './command.ts';
import { unknownEnvironment } from './known-names.ts';
import { aimedAt } from './named-target.ts';

/** One rollout that `--all` means. */
interface Meant {
  readonly id: RolloutId;
  readonly slot: Slot;
}

/** So many rollouts that wait are looked for; what is live is never too old to be found. */
const lookedThrough = 200;

/** Takes back everything that is live, side by side, and drops what waits: it would begin as soon as there is room. */
export async function rollbackAll(
  call: Call,
  desk: Desk,
  rollBackOne: (call: Call) => Promise<Reply>,
): Promise<Reply> {
  const where = environmentOf(call, desk);
  if (where !== null && typeof where !== 'string') return where;
  const { meant, unreadable } = await meantNow(desk, where);
  return answer(call, desk, where, meant, rollBackOne, unreadable);
}

/** The same while the store does not answer: what was live when it last did. */
export async function rollbackAllBlindly(
  call: Call,
  desk: Desk,
  rollBackOne: (call: Call) => Promise<Reply>,
): Promise<Reply> {
  const where = environmentOf(call, desk);
  if (where !== null && typeof where !== 'string') return where;
  const live = desk.blind.live().filter(({ plan }) => where === null || plan.environment === where);
  return answer(call, desk, where, live.map(meantOf), rollBackOne);
}

async function answer(
  call: Call,
  desk: Desk,
  where: EnvironmentName | null,
  meant: readonly Meant[],
  rollBackOne: (call: Call) => Promise<Reply>,
  unreadable: readonly Meant[] = [],
): Promise<Reply> {
  const there = where === null ? '' : ` in ${where}`;
  if (meant.length + unreadable.length === 0)
    return refuse('nothing-live', `Nothing is live${there}, and nothing waits. Nothing was changed.`);
  const done = await Promise.all([
    ...unreadable.map(cannotBeRead),
    ...meant.map((one) => unlessBroken(one, takeBackOne(call, desk, one, rollBackOne))),
  ]);
  const [broken] = done.flatMap(({ error }) => (error === undefined ? [] : [error]));
  if (broken !== undefined && done.every(({ error }) => error !== undefined)) throw broken;
  const good = done.filter(({ ok }) => ok).length;
  const lines = done
    .toSorted((one, other) => Number(one.ok) - Number(other.ok))
    .map(({ text }) => `\n- ${text}`);
  const [first] = done;
  if (good === 0 && first !== undefined) {
    return refuse(first.code, `Nothing was rolled back${there}.${lines.join('')}`);
  }
  const all = good === done.length ? 'Everything live was' : `${good} of ${done.length} were`;
  const sentence = `${all} rolled back or dropped${there} (${counted(done.length, 'rollout')}).${lines.join('')}`;
  return { kind: 'done', sentence, rollout: null };
}

interface Done {
  readonly ok: boolean;
  readonly text: string;
  /** That of a refusal. */
  readonly code: string;
  readonly error?: unknown;
}

/** Roles that are kept elsewhere are asked for only where those of belay.yml do not suffice. */
async function takeBackOne(
  call: Call,
  desk: Desk,
  { id, slot: { service, environment } }: Meant,
  rollBackOne: (call: Call) => Promise<Reply>,
): Promise<Reply> {
  const refusalFor = (speaker: Speaker) =>
    refuseAccess(desk.access, speaker, 'emergency-rollback', environment, service);
  const denied = refusalFor(call.speaker);
  if (denied === null) return rollBackOne(aimedAt(call, id));
  const speaker = denied.needs === undefined ? call.speaker : await call.resolve(call.speaker, denied.needs);
  const still = refusalFor(speaker);
  if (still !== null) return still;
  return rollBackOne(aimedAt({ ...call, speaker, actor: actorOf(speaker, call.actor.place) }, id));
}

/** What fails of one must not keep the others' answers; a store that is silent is done without, for all of them. */
async function unlessBroken({ id, slot }: Meant, reply: Promise<Reply>): Promise<Done> {
  try {
    const said = await reply;
    const sentence = said.kind === 'done' || said.kind === 'refused' ? said.sentence : '';
    const code = said.kind === 'refused' ? said.code : '';
    return { ok: said.kind === 'done', text: `${place(slot)}: ${sentence}`, code };
  } catch (error) {
    if (error instanceof Failure) throw error;
    const again = `something went wrong inside Belay, and its traffic may not be back. Type \`rollback ${id} --emergency "why"\`; if that fails too, move the traffic by hand.`;
    return { ok: false, text: `${place(slot)}: ${again}`, code: 'internal', error };
  }
}

function cannotBeRead({ id, slot }: Meant): Done {
  const sentence = `${unreadableSentence(id)} Its traffic was not moved: do that by hand, at the router.`;
  return { ok: false, text: `${place(slot)}: ${sentence}`, code: 'unreadable' };
}

function place({ service, environment }: Slot): string {
  return `${service} in ${environment}`;
}

function environmentOf({ parsed }: Call, { config }: Desk): EnvironmentName | null | Refusal {
  const one = oneNamed(parsed, config);
  if (one !== null) {
    return refuse(
      'one-or-all',
      `${quoted(one)} is one, and \`--all\` means everything live. Type \`rollback ${plainLine(one)} --emergency "why"\` for that one, or \`rollback --all "why"\` for everything. Nothing was changed.`,
    );
  }
  const named = parsed.args['environment'];
  if (named === undefined) return null;
  const environment = EnvironmentName.safeParse(named).data;
  return environment !== undefined && config.environments.some(({ name }) => name === environment)
    ? environment
    : unknownEnvironment(config, named);
}

/** `rollback shop --all`: whoever names one beside everything may want either, and that is no reason. */
function oneNamed({ args }: ParsedCommand, { services }: Pick<Config, 'services'>): string | null {
  const { target, reason } = args;
  if (target !== undefined) return target;
  const isOne =
    RolloutId.safeParse(reason).success || services.some((service) => service === reason?.toLowerCase());
  return reason !== undefined && isOne ? reason : null;
}

async function meantNow(desk: Desk, where: EnvironmentName | null) {
  const [owning, recent] = await Promise.all([desk.store.owning(), desk.store.recent({}, lookedThrough)]);
  const waiting = recent.filter(({ phase, owns }) => !owns && (phase === 'queued' || phase === 'waiting'));
  const ids = [...new Set([...waiting, ...owning].map(({ id }) => RolloutId.parse(id)))];
  const loaded = await Promise.all(ids.map((id) => loadedOrRow(desk, id)));
  const live = loaded.flatMap(({ rollout }) =>
    rollout !== null && goesBack(rollout) ? [meantOf(rollout)] : [],
  );
  const lost = loaded.flatMap(({ row }) => (row?.owns === true ? [{ id: row.id, slot: row }] : []));
  const inside = ({ slot }: Meant) => where === null || slot.environment === where;
  return { meant: live.filter(inside), unreadable: lost.filter(inside) };
}

/** One that cannot be read is still known by its row. */
async function loadedOrRow(desk: Desk, id: RolloutId) {
  const rollout = await loadReadable(desk.ledger, id);
  return rollout === 'unreadable'
    ? { rollout: null, row: await desk.store.find(id) }
    : { rollout, row: null };
}

/** What is live goes back, and what waits is dropped. */
function goesBack(rollout: Rollout): boolean {
  return ownsTraffic(rollout) || rollout.phase.kind === 'queued' || rollout.phase.kind === 'waiting';
}

function meantOf({ id, plan }: Rollout): Meant {
  return { id, slot: plan };
}
