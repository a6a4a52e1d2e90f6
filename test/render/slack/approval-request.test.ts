import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalDecided, approvalRequest } from '../../../src/render/slack/approval-request.ts';
import { aCard, anApprovedCard, aWaitingCard } from './a-card.ts';
import { arbitraryCard } from './arbitrary-card.ts';
import { refusals, textOf } from './limits.ts';
import { liveParts } from './live.ts';

describe('a request for approval by direct message', () => {
  it('says exactly what is approved, until when, and has the two answers alone as buttons', () => {
    const card = aWaitingCard();
    const blocks = approvalRequest(card, false)?.blocks ?? [];
    const said = textOf(blocks);
    const bound = [
      'checkout',
      'v2.3.0',
      'v2.2.9',
      'production',
      'acme/shop@a1b2c3d',
      'half',
      'everybody',
      'Ada',
    ];
    for (const part of [...bound, 'Request 1 of rollout r-0123456789', 'p95', '187 ms', card.next.sentence]) {
      expect(said).toContain(part);
    }
    expect(JSON.stringify(blocks)).toContain(
      `"timestamp":${Math.floor((card.approval?.expiresAt ?? 0) / 1000)}`,
    );
    const values = JSON.stringify(blocks).match(/"value":"[^"]+"/g);
    expect(values).toEqual([
      '"value":"approve r-0123456789 --gate 1"',
      '"value":"reject r-0123456789 --gate 1"',
    ]);
  });

  it('has no buttons for somebody who has answered', () => {
    expect(JSON.stringify(approvalRequest(aWaitingCard(), true))).not.toContain('"button"');
  });

  it('is none when nobody is asked', () => {
    expect(approvalRequest(aCard(), false)).toBeNull();
  });

  it('says once it is decided who decided, and has no buttons any more', () => {
    const message = approvalDecided(anApprovedCard(), 1);
    expect(textOf(message.blocks)).toMatch(/half approved by Mira.*Ada Lovelace/);
    expect(JSON.stringify(message)).not.toContain('"button"');
    // Figures of then would be read as those of now.
    expect(textOf(message.blocks)).not.toContain(anApprovedCard().now.sentence);
    expect(textOf(approvalDecided(aCard(), 1).blocks)).toContain('no longer asked for');
  });

  it('fits and does nothing by itself, whatever it says', () => {
    fc.assert(
      fc.property(arbitraryCard, fc.boolean(), (card, answered) => {
        for (const message of [approvalRequest(card, answered), approvalDecided(card, 3)]) {
          if (message === null) continue;
          expect(refusals(message)).toEqual([]);
          expect(liveParts(message)).toEqual([]);
        }
      }),
      { numRuns: 80, endOnFailure: true },
    );
  });
});
