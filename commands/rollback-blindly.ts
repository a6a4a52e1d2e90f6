import { refuseAccess } from '../src/core/access/access.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import { waitsForApproval } from '../src/core/rollout/gates/rollback-request.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import type { Call, Desk } from './command.ts';
import { meansCurrent } from './find-rollout.ts';

/** `rollback` while the store does not answer: of a live rollout, as this process last knew it. */
export async function rollbackBlindly(call: Call, desk: Desk): Promise<Reply> {
  const found = findLive(aimed(call, desk), desk.blind.live());
  if ('kind' in found) return found;
  const { environment, service } = found.plan;
  const { emergency: hurries, all } = call.parsed.flags;
  const verb = hurries === true || all === true ? 'emergency-rollback' : 'rollback';
  const denied = refuseAccess(desk.access, call.speaker, verb, environment, service);
  if (denied !== null) return denied;
  const reason = call.parsed.args['reason'] ?? 'no reason given';
  const emergency = verb === 'emergency-rollback';
  const wish = { kind: 'rollback', reason, gradual: false, isStable: true, emergency } as const;
  if (waitsForApproval(found, wish)) return needsEmergency(found);
  return desk.blind.takeBack(found, wish, call.actor, call.now);
}

/** An approval that nobody can record is none, and a rollback without it is what an emergency is for. */
function needsEmergency({ id }: Rollout): Refusal {
  return refuse(
    'store-unreachable',
    `A rollback of ${id} by hand needs an approval, and the database that would record it does not answer. Nothing was moved. \`rollback ${id} --emergency "why"\` does not wait for it and goes at once; triggers do too.`,
  );
}

/** `current deployment` is the one of the thread, else whichever is the only one. */
function aimed({ parsed, about }: Call, desk: Desk): Readonly<Record<string, string>> {
  const { target, ...args } = parsed.args;
  if (target === undefined || !meansCurrent(target, desk)) return parsed.args;
  return about.rollout === undefined ? args : { ...args, target: about.rollout };
}

function findLive(
  { target, environment }: Readonly<Record<string, string>>,
  live: readonly Rollout[],
): Rollout | Refusal {
  const meant = live.filter(
    ({ id, plan }) =>
      (target === undefined || id === target || plan.service === target) &&
      (environment === undefined || plan.environment === environment),
  );
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return only;
  const known = live.map(({ id, plan }) => `${id} (${plan.service} to ${plan.environment})`).join(', ');
  return refuse(
    'store-unreachable',
    `The database does not answer, and of what was live when it last did, ${only === undefined ? 'nothing' : 'more than one'} is meant by that. Nothing was moved. Live were: ${known || 'no rollouts'}. Name one by its id.`,
  );
}
