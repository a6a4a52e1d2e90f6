import type { PlaceName, RolloutId } from '../../../core/ids.ts';
import type { Instant } from '../../../core/time.ts';
import type { PageOnItsWay } from '../../../ports/place.ts';
import { askServer } from '../notice/request.ts';
import { meansOfPager, type SendPage } from './pager-place.ts';

export interface PagerdutyAccess {
  readonly name: PlaceName;
  /** Routing key of the Events API v2; it stands in the body, never in an address. */
  readonly key: string;
  /** Where events go when that is another address than PagerDuty's own. */
  readonly eventsUrl: string | null;
  /** Address of a rollout's live page; null when nobody knows it. */
  readonly linkOf: (rollout: RolloutId) => string | null;
  readonly clock: () => Instant;
}

const usualEvents = 'https://events.pagerduty.com';
/** Limits of the Events API v2. */
const longestSummary = 1024;
const longestKey = 255;

/** PagerDuty's Events API v2: the incident is its `dedup_key`, so that one said twice calls once. */
export function sendToPagerduty(access: PagerdutyAccess): SendPage {
  const url = eventsAddress(access.eventsUrl);
  return async (_, page) => {
    const answer = await askServer({
      place: access.name,
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(eventOf(access, page)),
      means: meansOfPager,
    });
    await answer.body?.cancel();
  };
}

export function eventsAddress(eventsUrl: string | null): string {
  return `${(eventsUrl ?? usualEvents).replace(/\/+$/, '')}/v2/enqueue`;
}

function eventOf({ key, linkOf, clock }: PagerdutyAccess, page: PageOnItsWay): object {
  const { rollout, service, environment, version, severity, sentence, incident, state } = page;
  const aimed = { routing_key: key, event_action: state, dedup_key: cut(incident, longestKey) };
  if (state === 'resolve') return aimed;
  const link = linkOf(rollout);
  return {
    ...aimed,
    client: 'Belay',
    ...(link === null
      ? {}
      : { client_url: link, links: [{ href: link, text: `${service} ${version} to ${environment}` }] }),
    payload: {
      summary: cut(`${service} in ${environment}: ${sentence}`, longestSummary),
      source: `belay/${environment}/${service}`,
      severity,
      timestamp: new Date(clock()).toISOString(),
      component: service,
      group: environment,
      class: 'rollout',
      custom_details: { rollout, version, sentence: cut(sentence, 4000) },
    },
  };
}

/** Half of a character would be no text. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
