import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askMessage, closedMessage } from '../../../src/render/discord/ask.ts';
import { arbitraryCard } from './arbitrary-card.ts';
import { measure, tooMuch } from './measure.ts';

const link = 'https://discord.com/channels/1/2/3';

test('no request and no decision is more than Discord takes, and neither pings', () => {
  fc.assert(
    fc.property(arbitraryCard, fc.integer({ min: 1, max: 9 }), (card, gate) => {
      for (const message of [askMessage(card, link), closedMessage(card, gate, link)]) {
        expect(message.body.allowed_mentions).toEqual({ parse: [] });
        if (card.approval !== null) expect(tooMuch(message)).toEqual([]);
      }
    }),
    { numRuns: 25 },
  );
});

test('nothing can be pressed once it is decided', () => {
  fc.assert(
    fc.property(arbitraryCard, (card) => {
      expect(measure(closedMessage(card, 1, link)).ids).toEqual([]);
    }),
    { numRuns: 10 },
  );
});
