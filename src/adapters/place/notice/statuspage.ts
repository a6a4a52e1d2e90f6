import type { Instant } from '../../../core/time.ts';
import type { Log } from '../../../ports/log.ts';
import type { NoticeOnItsWay } from '../../../ports/place.ts';
import type { SendNotice } from './notice-place.ts';
import { type Incident, type StatuspageAccess, statuspageApi } from './statuspage-api.ts';

export interface StatuspagePlace extends StatuspageAccess {
  readonly clock: () => Instant;
  readonly log: Log;
}

const over = new Set(['resolved', 'completed', 'postmortem']);

/**
 * The first notice of a rollout's template opens an incident, or schedules a maintenance; later ones bring it up to
 * date, and the last one resolves it. The keys of what was said are kept with it, so that nothing is said twice.
 */
export function sendToStatuspage(place: StatuspagePlace): SendNotice {
  const api = statuspageApi(place);
  return async (key, notice) => {
    const thread = `${notice.rollout}/${notice.template}`;
    const own = (await api.incidents()).filter(({ kept }) => kept?.thread === thread);
    if (own.some(({ kept }) => kept?.keys.includes(key) === true)) return;
    const open = own.find(({ status }) => !over.has(status));
    if (open !== undefined) return api.update(open.id, await followUp(open, key, notice));
    if (notice.resolved) {
      place.log.warn({ place: place.name, thread }, 'a status page had no open incident to resolve');
      return;
    }
    await api.create(await opening(key, thread, notice));
  };

  async function opening(key: string, thread: string, notice: NoticeOnItsWay): Promise<object> {
    const ids = await api.components();
    const { subject, body, start, end } = notice;
    const said = { name: subject, body, metadata: { belay: { thread, keys: [key] } }, component_ids: ids };
    if (start === null || end === null || end <= place.clock()) {
      return { ...said, status: 'investigating', components: all(ids, 'degraded_performance') };
    }
    if (start <= place.clock()) {
      return { ...said, status: 'in_progress', components: all(ids, 'under_maintenance') };
    }
    return {
      ...said,
      status: 'scheduled',
      scheduled_for: new Date(start).toISOString(),
      scheduled_until: new Date(end).toISOString(),
      scheduled_auto_in_progress: true,
      scheduled_auto_completed: true,
      auto_transition_to_maintenance_state: true,
      auto_transition_to_operational_state: true,
    };
  }

  async function followUp({ status, kept }: Incident, key: string, notice: NoticeOnItsWay): Promise<object> {
    const { body, resolved } = notice;
    const keys = [...(kept?.keys ?? []), key];
    const metadata = { belay: { thread: `${notice.rollout}/${notice.template}`, keys } };
    if (!resolved) return { body, status, metadata };
    const ids = await api.components();
    const ended = planned.has(status) ? 'completed' : 'resolved';
    return { body, status: ended, metadata, component_ids: ids, components: all(ids, 'operational') };
  }
}

const planned = new Set(['scheduled', 'in_progress', 'verifying']);

function all(ids: readonly string[], status: string): Readonly<Record<string, string>> {
  return Object.fromEntries(ids.map((id) => [id, status]));
}
