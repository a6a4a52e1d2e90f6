import type { PlaceName } from '../../core/ids.ts';
import type { PagerPlace } from '../config.ts';
import { error, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { missingKey } from './missing-key.ts';

type Declared = Extract<NonNullable<Root['places']>[string], { kind: 'pager' }>;

const ofPagerduty = ['key', 'token', 'schedule', 'events_url', 'api_url'] as const;
const ofWebhook = ['url', 'secret'] as const;

/** A pager that cannot call anybody is a mistake that shows at night. */
export function pagerPlace(name: PlaceName, place: Declared, report: Report): PagerPlace | null {
  const foreign = place.provider === 'pagerduty' ? ofWebhook : ofPagerduty;
  for (const key of foreign.filter((one) => place[one] !== undefined)) {
    const sentence = `\`${key}\` means nothing to a pager of provider \`${place.provider}\`. Leave it out.`;
    report(error(['places', name, key], 'wrong-value', sentence, { at: 'key', expected: 'nothing here' }));
  }
  const provider =
    place.provider === 'pagerduty' ? pagerduty(name, place, report) : webhook(name, place, report);
  return provider === null ? null : { name, kind: 'pager', provider };
}

function pagerduty(name: PlaceName, place: Declared, report: Report): PagerPlace['provider'] | null {
  const { key, token, schedule, events_url, api_url } = place;
  if (key === undefined) {
    report(missingKey(name, ['key'], 'the integration key of the service in PagerDuty that is to be called'));
    return null;
  }
  return {
    kind: 'pagerduty',
    key,
    token: token ?? null,
    schedule: schedule ?? null,
    eventsUrl: events_url ?? null,
    apiUrl: api_url ?? null,
  };
}

function webhook(name: PlaceName, { url, secret }: Declared, report: Report): PagerPlace['provider'] | null {
  if (url === undefined) report(missingKey(name, ['url'], 'the address that pages are posted to'));
  if (secret === undefined) {
    report(missingKey(name, ['secret'], 'pages are signed, so that nobody else can call people'));
  }
  return url === undefined || secret === undefined ? null : { kind: 'webhook', url, secret };
}
