import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mrkdwnText, plain, shortened } from '../../../src/render/slack/escape.ts';
import { lineMessage } from '../../../src/render/slack/line.ts';
import { refusals, textOf } from './limits.ts';
import { liveMrkdwn, liveParts } from './live.ts';
import { nasty } from './nasty.ts';

describe('text of people on Slack', () => {
  it('does nothing in the line of a notification', () => {
    fc.assert(fc.property(nasty(), (text) => void expect(liveMrkdwn(mrkdwnText(text))).toEqual([])));
  });

  it('stays readable there', () => {
    expect(mrkdwnText('shop_api v1.2.3: 8.1 % > 5 %')).toBe('shop_api v1.2.3: 8.1 % &gt; 5 %');
    expect(mrkdwnText('<!here> & co')).toBe('&lt;!here&gt; &amp; co');
  });

  it('is never cut inside a character', () => {
    fc.assert(
      fc.property(nasty(), fc.integer({ min: 2, max: 40 }), (text, most) => {
        const cut = shortened(text, most);
        expect(cut.length).toBeLessThanOrEqual(most);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });

  it('keeps an emoji that was typed as it was typed', () => {
    expect(plain(':tada:', 20)).toEqual({ type: 'plain_text', text: ':tada:', emoji: false });
  });

  it('fits as a line of a thread, and is whole there', () => {
    fc.assert(
      fc.property(nasty(300), (text) => {
        const message = lineMessage(text);
        expect(liveParts(message)).toEqual([]);
        expect(refusals(message)).toEqual([]);
      }),
    );
    const long = 'a sentence of an event. '.repeat(150).trim();
    expect(textOf(lineMessage(long).blocks).replaceAll('\n', '')).toBe(long);
  });
});
