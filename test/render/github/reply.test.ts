import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { githubLimits } from '../../../src/render/github/limits.ts';
import { markedKey, marker } from '../../../src/render/github/marker.ts';
import { renderReply, renderWorking } from '../../../src/render/github/reply.ts';
import { noon } from '../../builders/rollout.ts';
import { aCard } from './a-card.ts';
import { hostile, markup } from './markup.ts';

function options(text = 'status') {
  return { key: 'reply/1', understood: { text, by: 'Ada', at: noon }, mention: 'belay' };
}

describe('an answer as a comment', () => {
  test('quotes what was understood', () => {
    const [body] = renderReply({ kind: 'refused', code: 'no-such-service', sentence: 'No.' }, options());
    expect(body).toBe('<!-- belay:reply/1 -->\n> Ada, 2026-03-02 12:00:00 UTC: `status`\n\n🛑 No.');
    expect(renderWorking(options())).toContain('👀');
  });

  test('shows as code what a sentence names as code, and lone backticks as they are', () => {
    const shown = (sentence: string) =>
      renderReply({ kind: 'refused', code: 'unknown', sentence }, options())[0].split('\n').at(-1);
    expect(shown('There is no command `ap_rove`. `help` lists them all.')).toBe(
      '🛑 There is no command `ap_rove`. `help` lists them all.',
    );
    expect(shown('Your id is `@ada#1`; a ` or `` alone is *text*.')).toBe(
      '🛑 Your id is `@ada#1`; a \\` or \\`\\` alone is \\*text\\*.',
    );
  });

  test('shows one card in full and several folded', () => {
    const one = renderReply({ kind: 'cards', sentence: 'One.', cards: [aCard()] }, options());
    const two = renderReply({ kind: 'cards', sentence: 'Two.', cards: [aCard(), aCard()] }, options());
    expect(one[0]).toContain('### 🔵 shop v2 → production');
    expect(two[0].match(/<summary>shop v2 → production: observing<\/summary>/g)).toHaveLength(2);
  });

  test('a document too long for one comment goes on in further ones, each with a marker of its own', () => {
    const tree = {
      title: 'Report',
      summary: 'Long.',
      draftedBy: 'template',
      draftedWhy: 'No model.',
      at: noon,
      blocks: [
        {
          kind: 'list',
          items: Array.from({ length: 3000 }, (_, index) => `item ${index} ${'#'.repeat(20)}`),
        },
      ],
    } as const;
    const bodies = renderReply({ kind: 'document', tree: structuredClone(tree) as never }, options());
    expect(bodies.length).toBeGreaterThan(1);
    expect(bodies.every((body) => body.length <= githubLimits.comment)).toBe(true);
    expect(bodies.map(markedKey).slice(0, 2)).toEqual(['reply/1', 'reply/1/2']);
  });

  test('nothing typed changes the markup', () => {
    const body = (text: string) =>
      renderReply({ kind: 'done', sentence: text, rollout: null }, options(text))[0];
    const tame = markup(body('word'));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(markup(body(text))).toBe(tame);
        expect(body(text).length).toBeLessThanOrEqual(githubLimits.comment);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a marker', () => {
  test('is read again, whatever the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        expect(markedKey(`${marker(key)}\ntext`)).toBe(key);
        expect(marker(key).slice(5, -3)).not.toMatch(/--|>/);
      }),
    );
  });

  test.each(['text\n<!-- belay:a -->', '> <!-- belay:a -->', '<!-- belay:a --> b', '<!-- belay:%41 -->'])(
    '%s is none',
    (body) => {
      expect(markedKey(body)).toBeNull();
    },
  );
});
