import { examinePost } from '../adapters/place/notice/examine.ts';
import { examinePagerduty } from '../adapters/place/pager/examine.ts';
import { pagerPlace, type SendPage } from '../adapters/place/pager/pager-place.ts';
import { sendToPagerduty } from '../adapters/place/pager/pagerduty.ts';
import { pageByWebhook } from '../adapters/place/pager/webhook.ts';
import type { PagerPlace } from '../config/config.ts';
import type { RolloutId } from '../core/ids.ts';
import type { Instant } from '../core/time.ts';
import type { Finding } from '../ports/examine.ts';
import type { Place } from '../ports/place.ts';
import type { SecretOf } from './secrets.ts';

export interface PagerParts {
  readonly secretOf: SecretOf;
  readonly linkOf: (rollout: RolloutId) => string | null;
  readonly clock: () => Instant;
}

/** @throws Failure secret-missing */
export function openPager(place: PagerPlace, parts: PagerParts): Place {
  return pagerPlace(place.name, senderOf(place, parts));
}

function senderOf({ name, provider }: PagerPlace, { secretOf, linkOf, clock }: PagerParts): SendPage {
  if (provider.kind === 'webhook') {
    return pageByWebhook({ name, url: provider.url, secret: secretOf(provider.secret), clock });
  }
  const { key, eventsUrl } = provider;
  return sendToPagerduty({ name, key: secretOf(key), eventsUrl, linkOf, clock });
}

/** Calls nobody. @throws Failure secret-missing */
export async function examinePagerPlace(
  { name, provider }: PagerPlace,
  secretOf: SecretOf,
): Promise<readonly Finding[]> {
  const about = `Place ${name} (pager)`;
  if (provider.kind === 'webhook') {
    secretOf(provider.secret);
    return examinePost(about, name, provider.url);
  }
  const { key, eventsUrl } = provider;
  return examinePagerduty(about, { name, key: secretOf(key), eventsUrl });
}
