import { refuseAccess } from '../src/core/access/access.ts';
import { currentDeployment } from '../src/core/command/current-deployment.ts';
import { EnvironmentName, RolloutId, ServiceName } from '../src/core/ids.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { TrainId } from '../src/core/trains/coach.ts';
import { loadReadable, unreadableSentence } from '../src/ledger/load-readable.ts';
import type { RolloutRow } from '../src/ports/store.ts';
import type { Call, Desk } from './command.ts';
import { unknownEnvironment, unknownService } from './known-names.ts';

/**
 * The rollout a command means: by id, or by service (and environment) when one rollout stands out. Checks that
 * the speaker may use the verb in that rollout's environment.
 *
 * @param otherwise what is meant when nothing is named and nothing is live: nothing, or what was asked for last
 */
export async function findRollout(
  call: Call,
  desk: Desk,
  verb: string,
  otherwise: 'none' | 'newest' = 'none',
): Promise<Rollout | Refusal> {
  const row = await findRow(call, desk, verb, otherwise);
  if ('kind' in row) return row;
  const named = [row.id, row.train].some((id) => id !== null && id === call.parsed.args['target']);
  if (!named && row.requestedAt > call.saidAt) return newer(row);
  const denied = refuseAccess(desk.access, call.speaker, verb, row.environment, row.service);
  if (denied !== null) return denied;
  const rollout = await loadReadable(desk.ledger, row.id);
  if (rollout === 'unreadable') return refuse('unreadable', unreadableSentence(row.id));
  return (
    rollout ??
    refuse('no-such-rollout', `${row.id} is listed but its log is empty. Run \`belay audit verify\`.`)
  );
}

/** Who said "shop" then cannot have meant a rollout that was asked for since. */
function newer({ id, service }: RolloutRow): Refusal {
  return refuse(
    'newer-rollout',
    `${id} of ${service} was asked for after you said that, so it is not what you meant. Nothing was changed; name it if you mean it now.`,
  );
}

async function findRow(
  call: Call,
  desk: Desk,
  verb: string,
  otherwise: 'none' | 'newest',
): Promise<RolloutRow | Refusal> {
  const { args } = call.parsed;
  const target = args['target'];
  if (target === undefined) return theOnlyOne(desk, verb, otherwise);
  if (meansCurrent(target, desk)) return theLiveOne(call, desk, verb);
  const id = RolloutId.safeParse(target);
  if (id.success) {
    return (
      (await desk.store.find(id.data)) ??
      refuse('no-such-rollout', `There is no rollout ${target}. Type \`status\` to see the recent ones.`)
    );
  }
  const train = TrainId.safeParse(target);
  if (train.success) return leadOf(train.data, desk);
  const service = ServiceName.safeParse(target);
  if (!service.success || !desk.config.services.includes(service.data)) {
    return unknownService(desk.config, target);
  }
  return byService(service.data, args['environment'], desk, verb);
}

/** What is asked of a train and not of each of its rollouts is asked of its first. */
async function leadOf(train: TrainId, desk: Desk): Promise<RolloutRow | Refusal> {
  const rows = await desk.store.inTrain(train);
  const lead = rows.length === 0 ? null : await leadIn(rows, desk);
  return (
    lead ??
    refuse('no-such-train', `There is no train ${train}. Type \`train status\` to see those under way.`)
  );
}

async function leadIn(rows: readonly RolloutRow[], desk: Desk): Promise<RolloutRow | null> {
  for (const { id } of rows) {
    const rollout = await loadReadable(desk.ledger, id);
    if (rollout !== null && rollout !== 'unreadable' && rollout.train !== null) {
      const { lead } = rollout.train;
      return rows.find((row) => row.id === lead) ?? null;
    }
  }
  return null;
}

/** `deployment` and `current deployment`, unless a service is called that. */
export function meansCurrent(target: string, { config }: Desk): boolean {
  const word = target.toLowerCase();
  return currentDeployment.includes(word) && !config.services.some((service) => service === target);
}

/** In the thread of a rollout that one, else the only one that is live where the speaker has said it to be. */
async function theLiveOne({ parsed, about }: Call, desk: Desk, verb: string): Promise<RolloutRow | Refusal> {
  if (about.rollout !== undefined) {
    const row = await desk.store.find(about.rollout);
    return row?.owns === true || (row !== null && asks(row))
      ? row
      : refuse('nothing-live', `${about.rollout} is not live any more. Nothing was changed.`);
  }
  const environment = parsed.args['environment'] ?? about.environment;
  const live = meantAmong(await desk.store.recent({}, 100), verb).filter(
    (row) =>
      (environment === undefined || row.environment === environment) &&
      (about.service === undefined || row.service === about.service),
  );
  const [only, ...others] = live;
  if (only === undefined) {
    return refuse('nothing-live', 'No rollout is live. Type `status` to see the recent ones.');
  }
  return others.length === 0 ? only : ambiguous(live);
}

async function theOnlyOne(
  desk: Desk,
  verb: string,
  otherwise: 'none' | 'newest',
): Promise<RolloutRow | Refusal> {
  const recent = await desk.store.recent({}, 100);
  const live = meantAmong(recent, verb);
  const [only, ...others] = live;
  if (only === undefined) {
    const [newest] = recent;
    if (otherwise === 'newest' && newest !== undefined) return newest;
    return refuse('nothing-live', 'No rollout is live. Type `status` to see the recent ones.');
  }
  return others.length === 0 ? only : ambiguous(live);
}

async function byService(
  service: ServiceName,
  named: string | undefined,
  desk: Desk,
  verb: string,
): Promise<RolloutRow | Refusal> {
  const environment = named === undefined ? undefined : EnvironmentName.safeParse(named).data;
  if (named !== undefined && !desk.config.environments.some(({ name }) => name === environment)) {
    return unknownEnvironment(desk.config, named);
  }
  const filter = environment === undefined ? { service } : { service, environment };
  const rows = await desk.store.recent(filter, 50);
  const live = meantAmong(rows, verb);
  if (live.length > 1) return ambiguous(live);
  // Else the newest and no older one: `rollback shop`, typed just after Belay took v3 back, must not take v2 back too.
  const meant = live[0] ?? rows[0];
  return (
    meant ??
    refuse('no-rollout', `${service} has no rollout yet. Type \`deploy ${service} VERSION\` to start one.`)
  );
}

const votes = new Set(['approve', 'reject']);

/** It waits for approval before it begins. */
function asks({ owns, phase }: RolloutRow): boolean {
  return phase === 'waiting' && !owns;
}

/** What a line without an id can mean: what is live, and what asks before it begins where that is voted on. */
function meantAmong(rows: readonly RolloutRow[], verb: string): readonly RolloutRow[] {
  const live = rows.filter(({ owns }) => owns);
  return live.length === 0 || votes.has(verb) ? [...live, ...rows.filter(asks)] : live;
}

function ambiguous(rows: readonly RolloutRow[]): Refusal {
  const list = rows.map(({ id, service, environment }) => `${id} (${service} to ${environment})`).join(', ');
  return refuse('ambiguous', `More than one rollout is live: ${list}. Say which one; nothing was changed.`);
}
