import { refuseAccess } from '../src/core/access/access.ts';
import { RolloutId, ServiceName } from '../src/core/ids.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { openTasks } from '../src/core/rollout/tasks.ts';
import { loadReadable } from '../src/ledger/load-readable.ts';
import type { Call, Desk } from './command.ts';
import { findRollout } from './find-rollout.ts';
import { unknownService } from './known-names.ts';
import { aimedAt } from './named-target.ts';

const overPhases: ReadonlySet<string> = new Set(['rolled-back', 'completed', 'cancelled']);

/** So many rollouts of the past are looked through. */
const lookedThrough = 100;

/** Rollouts that are over and have follow-up tasks, the newest first, where the speaker may use the verb. */
export async function rolloutsWithTasks(
  call: Call,
  desk: Desk,
  verb: string,
  target: string | undefined,
): Promise<readonly Rollout[] | Refusal> {
  if (RolloutId.safeParse(target).success) {
    const found = await findRollout(aimedAt(call, target), desk, verb);
    return 'kind' in found ? found : [found];
  }
  const service = ServiceName.safeParse(target).data;
  if (target !== undefined && (service === undefined || !desk.config.services.includes(service)))
    return unknownService(desk.config, target);
  const rows = await desk.store.recent(service === undefined ? {} : { service }, lookedThrough);
  const over = rows.filter(
    ({ phase, environment, service }) =>
      overPhases.has(phase) && refuseAccess(desk.access, call.speaker, verb, environment, service) === null,
  );
  const loaded = await Promise.all(over.map(({ id }) => loadReadable(desk.ledger, id)));
  return loaded.flatMap((one) => (one === null || one === 'unreadable' || one.tasks === null ? [] : [one]));
}

/** The one rollout whose tasks are meant: the only one with open tasks, else the newest with any. */
export async function rolloutWithTasks(
  call: Call,
  desk: Desk,
  verb: string,
  target: string | undefined,
): Promise<Rollout | Refusal> {
  const found = await rolloutsWithTasks(call, desk, verb, target);
  if ('kind' in found) return found;
  const open = found.filter((rollout) => openTasks(rollout).length > 0);
  const [only = found[0]] = open;
  if (only === undefined) return refuse('no-tasks', 'There are no follow-up tasks. Nothing was changed.');
  if (open.length <= 1) return only;
  const ids = open.map(({ id, plan }) => `${id} (${plan.service} to ${plan.environment})`).join(', ');
  return refuse(
    'ambiguous',
    `More than one rollout has open tasks: ${ids}. Say which one; nothing was changed.`,
  );
}
