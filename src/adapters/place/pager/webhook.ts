import type { PlaceName } from '../../../core/ids.ts';
import type { Instant } from '../../../core/time.ts';
import { askServer } from '../notice/request.ts';
import { signatureOf } from '../notice/signed-post.ts';
import { meansOfPager, type SendPage } from './pager-place.ts';

export interface WebhookPager {
  readonly name: PlaceName;
  readonly url: string;
  readonly secret: string;
  readonly clock: () => Instant;
}

/** Posts pages as JSON, signed as notices are. `id` is the same when it is said again. */
export function pageByWebhook({ name, url, secret, clock }: WebhookPager): SendPage {
  return async (id, page) => {
    const { rollout, service, environment, version, severity, sentence, incident, state } = page;
    const body = JSON.stringify({
      id,
      kind: 'page',
      state,
      incident,
      severity,
      text: sentence,
      ...{ service, environment, version, rollout },
    });
    const headers = { 'content-type': 'application/json', ...signatureOf(body, name, secret, clock()) };
    const answer = await askServer({ place: name, method: 'POST', url, headers, body, means: meansOfPager });
    await answer.body?.cancel();
  };
}
