import { Failure } from '../../../core/failure.ts';
import type { Finding } from '../../../ports/examine.ts';
import { askServer } from '../notice/request.ts';
import { meansOfPager } from './pager-place.ts';
import { eventsAddress, type PagerdutyAccess } from './pagerduty.ts';

/** Resolves an incident that never was: PagerDuty checks the key and calls nobody. Never throws. */
export async function examinePagerduty(
  about: string,
  { name, key, eventsUrl }: Pick<PagerdutyAccess, 'name' | 'key' | 'eventsUrl'>,
): Promise<readonly Finding[]> {
  const event = { routing_key: key, event_action: 'resolve', dedup_key: 'belay/doctor' };
  try {
    const answer = await askServer({
      place: name,
      method: 'POST',
      url: eventsAddress(eventsUrl),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
      means: meansOfPager,
    });
    await answer.body?.cancel();
    return [{ about, state: 'ok', sentence: 'PagerDuty takes events with this key; nobody was called.' }];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [{ about, state: 'error', sentence: error.message }];
  }
}
