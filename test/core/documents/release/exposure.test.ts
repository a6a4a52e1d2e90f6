import { describe, expect, it } from 'vitest';
import {
  countedRequests,
  requestsSentence,
  sharesOf,
  sharesSentence,
} from '../../../../src/core/documents/release/exposure.ts';
import { recordedRollout, recordedRollouts } from '../../../recorded/read-recorded.ts';

const minute = 60_000;

describe('how much of the traffic the canary had', () => {
  it.each(recordedRollouts())('is one stretch after the other, and none of nothing: $name', (one) => {
    const end = one.events.at(-1)?.at ?? 0;
    const shares = sharesOf(one.rollout, one.events, end);
    for (const [index, share] of shares.entries()) {
      expect(share.weight).toBeGreaterThan(0);
      expect(share.to).toBeGreaterThan(share.from);
      expect(share.from).toBeGreaterThanOrEqual(shares[index - 1]?.to ?? 0);
    }
  });

  it('goes down with a gradual rollback, to the moment that it is safe', () => {
    const { rollout, events } = recordedRollout('rolled-back-gradually');
    const shares = sharesOf(rollout, events, events.at(-1)?.at ?? 0);
    expect(shares.map(({ weight }) => weight)).toEqual([10, 50, 10, 1]);
    expect(shares.at(-1)?.to).toBe(
      events.find(({ event }) => event.kind === 'rollback-stepped' && event.weight === 0)?.at,
    );
  });

  it('is nothing where no traffic was moved', () => {
    const { rollout, events } = recordedRollout('cancelled');
    expect(sharesSentence(sharesOf(rollout, events, 0))).toMatch(/never had any traffic/);
  });
});

describe('what the canary served', () => {
  it.each(recordedRollouts())('is never counted twice: $name', (one) => {
    const found = countedRequests(one.rollout, one.events);
    if (found === null) return;
    const end = one.events.at(-1)?.at ?? 0;
    // 2400 requests a minute in all; what chance adds to that is far less than a tenth.
    const sent = sharesOf(one.rollout, one.events, end)
      .map(({ weight, from, to }) => (weight / 100) * 2400 * ((to - from) / minute))
      .reduce((sum, requests) => sum + requests, 0);
    expect(found.requests).toBeLessThan(sent * 1.1 + 100);
    expect(found.failed ?? 0).toBeLessThanOrEqual(found.requests);
  });

  it('leaves out what windows count from before', () => {
    const { rollout, events } = recordedRollout('healthy');
    const last = events.at(-1)?.at ?? 0;
    expect(countedRequests(rollout, events, last)).toBeNull();
    const all = countedRequests(rollout, events)?.requests ?? 0;
    const second = events.find(({ event }) => event.kind === 'stage-entered' && event.stage === 1)?.at ?? 0;
    expect(countedRequests(rollout, events, second)?.requests).toBeLessThan(all);
  });

  it('is said to be unknown where nobody counts', () => {
    expect(requestsSentence(null)).toBe('How many requests it served was not counted.');
    expect(requestsSentence({ requests: 20, failed: 0 })).toMatch(
      /at least 20 requests, and none of those counted failed/,
    );
  });
});
