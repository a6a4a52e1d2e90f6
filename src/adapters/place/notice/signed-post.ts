import { createHmac } from 'node:crypto';
import type { PlaceName } from '../../../core/ids.ts';
import type { Instant } from '../../../core/time.ts';
import type { NoticeOnItsWay } from '../../../ports/place.ts';
import type { SendNotice } from './notice-place.ts';
import { askServer } from './request.ts';

export interface SignedPost {
  readonly name: PlaceName;
  readonly kind: string;
  readonly url: string;
  readonly secret: string;
  /** Of a status page; null elsewhere. */
  readonly components: readonly string[] | null;
  readonly clock: () => Instant;
}

/** Posts notices as JSON, signed as Belay's own signals are: both directions speak the same. */
export function signedPost({ name, kind, url, secret, components, clock }: SignedPost): SendNotice {
  return async (key, notice) => {
    const body = JSON.stringify(payload(kind, key, notice, components));
    const headers = { 'content-type': 'application/json', ...signatureOf(body, name, secret, clock()) };
    const answer = await askServer({ place: name, method: 'POST', url, headers, body });
    await answer.body?.cancel();
  };
}

function payload(kind: string, id: string, notice: NoticeOnItsWay, components: readonly string[] | null) {
  const { template, subject, body, start, end, resolved, service, environment, version, rollout } = notice;
  return {
    id,
    kind,
    template,
    state: stateOf(notice),
    subject,
    text: body,
    ...{ service, environment, version, rollout },
    starts_at: start === null ? null : new Date(start).toISOString(),
    ends_at: end === null ? null : new Date(end).toISOString(),
    resolved,
    ...(components === null ? {} : { components }),
  };
}

function stateOf({ end, resolved }: NoticeOnItsWay): 'planned' | 'open' | 'resolved' {
  if (resolved) return 'resolved';
  return end === null ? 'open' : 'planned';
}

/** @returns headers; the timestamp is in seconds since 1970 */
export function signatureOf(body: string, name: PlaceName, secret: string, now: Instant) {
  const timestamp = String(Math.floor(now / 1000));
  const digest = createHmac('sha256', secret).update(`${timestamp}.${name}.${body}`).digest('hex');
  return { 'x-belay-timestamp': timestamp, 'x-belay-signature': `v1=${digest}` };
}
