import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examinePagerduty } from '../../../../src/adapters/place/pager/examine.ts';
import { sendToPagerduty } from '../../../../src/adapters/place/pager/pagerduty.ts';
import type { PlaceName, RolloutId } from '../../../../src/core/ids.ts';
import type { PageOnItsWay } from '../../../../src/ports/place.ts';
import { noon } from '../../../builders/rollout.ts';
import { type Pagerduty, startPagerduty } from '../../../doubles/pagerduty/pagerduty.ts';

const name = 'pager' as PlaceName;
let there: Pagerduty;

beforeEach(async () => {
  there = await startPagerduty();
});
afterEach(() => there[Symbol.asyncDispose]());

function aPage(more: Partial<PageOnItsWay> = {}): PageOnItsWay {
  return {
    severity: 'critical',
    sentence: 'Traffic goes back to v1: error-rate is 6%.',
    incident: 'r-0123456789/7',
    state: 'trigger',
    rollout: 'r-0123456789' as RolloutId,
    service: 'shop',
    environment: 'production',
    version: 'v2.0.0',
    ...more,
  };
}

const access = (key = there.key) => ({
  name,
  key,
  eventsUrl: `${there.url}/`,
  linkOf: (rollout: RolloutId) => `https://belay.example/#/${rollout}`,
  clock: () => noon,
});
const failureOf = (sent: Promise<void>) =>
  sent.then(
    () => new Error('sent'),
    (error: Error) => error,
  );

describe('a page through PagerDuty', () => {
  it('calls with what happened, where, how bad, and the address of the card', async () => {
    await sendToPagerduty(access())('page/1', aPage());
    expect(there.events).toEqual([
      {
        routing_key: there.key,
        event_action: 'trigger',
        dedup_key: 'r-0123456789/7',
        client: 'Belay',
        client_url: 'https://belay.example/#/r-0123456789',
        links: [{ href: 'https://belay.example/#/r-0123456789', text: 'shop v2.0.0 to production' }],
        payload: {
          summary: 'shop in production: Traffic goes back to v1: error-rate is 6%.',
          source: 'belay/production/shop',
          severity: 'critical',
          timestamp: new Date(noon).toISOString(),
          component: 'shop',
          group: 'production',
          class: 'rollout',
          custom_details: {
            rollout: 'r-0123456789',
            version: 'v2.0.0',
            sentence: 'Traffic goes back to v1: error-rate is 6%.',
          },
        },
      },
    ]);
  });

  it('said twice because its answer was lost calls once', async () => {
    there.dieAfterNext = true;
    const send = sendToPagerduty(access());
    expect(await failureOf(send('page/1', aPage()))).toMatchObject({ code: 'place-unreachable' });
    await send('page/1', aPage());
    expect(there.events).toHaveLength(2);
    expect(there.incidents).toMatchObject([{ key: 'r-0123456789/7', status: 'triggered' }]);
  });

  it('is over when nobody is needed any more', async () => {
    const send = sendToPagerduty(access());
    await send('page/1', aPage());
    await send('page/2', aPage({ state: 'resolve' }));
    expect(there.incidents).toMatchObject([{ status: 'resolved' }]);
  });

  it('of any length is taken, and cut between characters', async () => {
    await sendToPagerduty(access())(
      'page/1',
      aPage({ sentence: '😀'.repeat(4000), incident: 'x'.repeat(400) }),
    );
    const [event] = there.events;
    if (event?.event_action !== 'trigger') throw new Error('nothing came');
    expect(event.payload.summary.length).toBeGreaterThan(1000);
    expect(event.payload.summary.isWellFormed()).toBe(true);
  });

  it.each([
    [400, { code: 'place-refused', retryable: false }],
    [404, { code: 'place-refused', retryable: false }],
    [429, { code: 'place-busy', retryAfter: 1000 }],
    [500, { code: 'place-unreachable', retryable: true }],
    [503, { code: 'place-unreachable', retryable: true }],
  ])('answered with %i is tried again as it should', async (status, expected) => {
    there.failing = status;
    const error = await failureOf(sendToPagerduty(access())('page/1', aPage()));
    expect(error).toMatchObject(expected);
    expect(error.message).not.toContain(there.key);
    expect(error.message).not.toContain('customers');
  });

  it('with a key that PagerDuty does not know is refused, and the key is not repeated', async () => {
    const error = await failureOf(sendToPagerduty(access('not-the-key'))('page/1', aPage()));
    expect(error).toMatchObject({ code: 'place-refused' });
    expect(error.message).not.toContain('not-the-key');
  });

  it('is examined without calling anybody', async () => {
    expect(await examinePagerduty('pager', access())).toMatchObject([{ state: 'ok' }]);
    expect(there.incidents).toEqual([]);
    expect(await examinePagerduty('pager', access('not-the-key'))).toMatchObject([{ state: 'error' }]);
  });
});
