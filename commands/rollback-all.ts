import { refuseAccess } from '../src/core/access/access.ts';
import { EnvironmentName, RolloutId } from '../src/core/ids.ts';
import { counted } from '../src/core/prose.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import { ownsTraffic } from '../src/core/rollout/next-look.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import type { Call, Desk } from './command.ts';
import { unknownEnvironment } from './known-names.ts';
import { aimedAt } from './named-target.ts';

/** One rollout that `--all` means. */
interface Meant {
  readonly id: RolloutId;
  readonly what: string;
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
  return answer(call, desk, where, await meantNow(desk, where), rollBackOne);
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
  meant: readonly (Meant & { readonly environment: EnvironmentName })[],
  rollBackOne: (call: Call) => Promise<Reply>,
): Promise<Reply> {
  const there = where === null ? '' : ` in ${where}`;
  if (meant.length === 0)
    return refuse('nothing-live', `Nothing is live${there}, and nothing waits. Nothing was changed.`);
  const done = await Promise.all(
    meant.map(async ({ id, what, environment }) => {
      const denied = refuseAccess(desk.access, call.speaker, 'emergency-rollback', environment);
      const reply = denied ?? (await rollBackOne(aimedAt(call, id)));
      return { ok: reply.kind === 'done', text: `${what}: ${sentenceOf(reply)}`, reply };
    }),
  );
  const good = done.filter(({ ok }) => ok).length;
  const lines = done
    .toSorted((one, other) => Number(one.ok) - Number(other.ok))
    .map(({ text }) => `\n- ${text}`);
  const [first] = done;
  if (good === 0 && first?.reply.kind === 'refused') {
    return refuse(first.reply.code, `Nothing was rolled back${there}.${lines.join('')}`);
  }
  const all = good === done.length ? 'Everything live was' : `${good} of ${done.length} were`;
  const sentence = `${all} rolled back or dropped${there} (${counted(done.length, 'rollout')}).${lines.join('')}`;
  return { kind: 'done', sentence, rollout: null };
}

function sentenceOf(reply: Reply): string {
  return reply.kind === 'done' || reply.kind === 'refused' ? reply.sentence : '';
}

function environmentOf({ parsed }: Call, { config }: Desk): EnvironmentName | null | Refusal {
  const named = parsed.args['environment'];
  if (named === undefined) return null;
  const environment = EnvironmentName.safeParse(named).data;
  return environment !== undefined && config.environments.some(({ name }) => name === environment)
    ? environment
    : unknownEnvironment(config, named);
}

async function meantNow(desk: Desk, where: EnvironmentName | null) {
  const [owning, recent] = await Promise.all([desk.store.owning(), desk.store.recent({}, lookedThrough)]);
  const waiting = recent.filter(({ phase, owns }) => !owns && (phase === 'queued' || phase === 'waiting'));
  const ids = [...new Set([...waiting, ...owning].map(({ id }) => RolloutId.parse(id)))];
  const loaded = await Promise.all(ids.map((id) => desk.ledger.load(id)));
  return loaded
    .filter((rollout) => rollout !== null)
    .filter(
      (rollout) =>
        ownsTraffic(rollout) || rollout.phase.kind === 'queued' || rollout.phase.kind === 'waiting',
    )
    .filter(({ plan }) => where === null || plan.environment === where)
    .map(meantOf);
}

function meantOf({ id, plan }: Rollout) {
  return { id, what: `${plan.service} in ${plan.environment}`, environment: plan.environment };
}
