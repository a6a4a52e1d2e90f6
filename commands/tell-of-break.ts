import { quoted } from '../src/core/prose.ts';
import { loadReadable } from '../src/ledger/load-readable.ts';
import type { Lock } from '../src/ports/store.ts';
import type { Call, Desk } from './command.ts';
import { lockOwner } from './describe-lock.ts';

/**
 * Says in the thread of the service's last rollout whose lock was broken.
 * @returns whether its owner is told, as a sentence with a space before it
 */
export async function tellOfBreak(call: Call, desk: Desk, lock: Lock): Promise<string> {
  const { service, environment } = lock;
  const owner = lockOwner(lock, desk.config);
  const [last] = await desk.store.recent({ service, environment }, 1);
  const rollout = last === undefined ? null : await loadReadable(desk.ledger, last.id);
  if (rollout === null || rollout === 'unreadable' || rollout.plan.places.length === 0) {
    return ` ${owner} was not told: tell them.`;
  }
  const { id, plan } = rollout;
  const text = `${call.speaker.name} opened the lock of ${owner} on ${service} in ${environment}, which said ${quoted(lock.reason)}.`;
  const key = `lock-broken/${service}/${environment}/${lock.since}`;
  const lines = plan.places.map((place) => ({
    key: `${key}/${place}`,
    item: { kind: 'line' as const, rollout: id, place, text },
  }));
  await desk.store.put(lines, call.now);
  return ` ${owner} is told in the thread of ${id}.`;
}
