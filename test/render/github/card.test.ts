import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approvalIssue } from '../../../src/render/github/approval-issue.ts';
import { renderCard } from '../../../src/render/github/card.ts';
import { checkRun } from '../../../src/render/github/check-run.ts';
import { githubLimits } from '../../../src/render/github/limits.ts';
import { markedKey } from '../../../src/render/github/marker.ts';
import { noon } from '../../builders/rollout.ts';
import { aCard, anApproval, cardTyped, commit } from './a-card.ts';
import { hostile, markup, withoutChange, withoutCode } from './markup.ts';

const options = { key: 'card/r-0123456789/github', story: [], mention: 'belay', link: null };

describe('a card as a comment', () => {
  test('says what happens, what is next, and where it is', () => {
    const body = renderCard(aCard(), options);
    expect(body).toContain('### 🔵 shop v2 → production: observing');
    expect(body).toContain('- **Now:** 25% of the traffic is observed. Since 2026-03-02 12:00:00 UTC.');
    expect(body).toContain('2. 🔵 **25 %, until 2026-03-02 12:05:00 UTC, then people decide**');
    expect(body).toContain('| ✅ | error-rate &lt; 1% | 0.2% | 0.1% | 1m window, 1200 requests |');
    expect(body).toContain('curl -X POST http://127.0.0.1:7000/stable');
    expect(markedKey(body)).toBe(options.key);
  });

  test('an open request says what is approved, who may, until when and how to answer', () => {
    const body = renderCard(aCard({ approval: anApproval() }), options);
    expect(body).toContain('**What:** shop `v2` in production: from 25% on to **everybody**.');
    expect(body).toContain(`- **Change:** acme/shop#12, commit acme/shop@${commit}\n`);
    expect(body).toContain('**Given:** Grace (2026-03-02 12:00:00 UTC)');
    expect(body).toContain('**Who may:** a team-lead or sre-oncall: Linus');
    expect(body).toContain('**Expires:** 2026-03-02 14:00:00 UTC');
    expect(body).toContain(
      '- **Answer:** `@belay approve r-0123456789 --gate 2` or `@belay reject r-0123456789 --gate 2 "why"`\n',
    );
  });

  test('what every reader should know stands on the card, the check and the request', () => {
    const remarks = [{ label: 'Muted', sentence: '"error-rate > 5%" by `ada`', tone: 'warning' as const }];
    const line = '- ⚠️ **Muted:** "error-rate &gt; 5%" by `ada`';
    const card = aCard({ remarks, approval: anApproval() });
    expect(renderCard(card, options)).toContain(line);
    expect(checkRun(card, 'belay').summary).toContain(line);
    expect(approvalIssue(card, 2, options)?.body).toContain(line);
  });

  test('a version that is a commit is shortened', () => {
    const body = renderCard(aCard({ version: commit, approval: anApproval() }), options);
    expect(body).toContain('**What:** shop `d6fde92930d4` in production');
    expect(body).toContain('**Traffic:** 25 % to `d6fde92930d4` wanted');
  });

  test('every rule has one row, every column a heading, and nothing is said twice', () => {
    const [check] = aCard().checks;
    const never = { value: 'no data', stable: '', tone: 'quiet' } as const;
    const checks = check && [
      check,
      check,
      { ...check, ...never, rule: 'p95 < 1s', label: 'p95', sentence: 'p95 has not been measured yet' },
      { ...check, stable: '', rule: '3 failures warn', label: 'ready', sentence: '200 in 9ms' },
    ];
    const body = renderCard(aCard({ checks: checks ?? [] }), options);
    expect(body.split('\n').filter((line) => line.startsWith('|'))).toEqual([
      '| State | Rule | New version | Stable | Details |',
      '| --- | --- | --- | --- | --- |',
      '| ✅ | error-rate &lt; 1% | 0.2% | 0.1% | 1m window, 1200 requests |',
      '| ⚪ | p95 &lt; 1s | no data |  | has not been measured yet |',
      '| ✅ | ready: 3 failures warn | 0.2% |  | 200 in 9ms |',
    ]);
  });

  test('a rule leads to where its value can be looked up, and what stands in brackets stays whole', () => {
    const [check] = aCard().checks;
    const sentence = `${check?.label} 0.2% meets "${check?.rule}" (like stable (98% interval, 12 samples), stable 0.1%, evidence 3 of 100), held for 2m`;
    const linked = check && { ...check, sentence, link: 'https://metrics.example/?q=a%28b%29' };
    const body = renderCard(aCard({ checks: linked === undefined ? [] : [linked] }), options);
    expect(body).toContain(
      '| ✅ | [error-rate &lt; 1%](https://metrics.example/?q=a%28b%29) | 0.2% | 0.1% | like stable (98% interval, 12 samples), evidence 3 of 100, held for 2m |',
    );
  });

  test('a repository whose name would be markup is not linked', () => {
    const source = { repository: 'acme/_shop_', commit, pull: 12 };
    const body = renderCard(aCard({ source, approval: anApproval() }), options);
    expect(body).toContain(`- **Change:** \`acme/_shop_#12\`, commit \`acme/_shop_@${commit}\``);
  });

  test('a decided request keeps its deciders and their times', () => {
    const votes = [
      { person: 'Grace', at: noon },
      { person: 'Linus', at: noon + 60_000 },
    ];
    const decision = {
      gate: 2,
      stage: '25%',
      outcome: 'approved',
      votes,
      by: null,
      reason: null,
      at: noon,
    } as const;
    expect(renderCard(aCard({ decisions: [decision] }), options)).toContain(
      '- ✅ Approved at gate 2 after 25%, 2026-03-02 12:00:00 UTC; approvals: Grace (2026-03-02 12:00:00 UTC) and Linus (2026-03-02 12:01:00 UTC)',
    );
  });

  test('nothing typed changes the markup, mentions, links or closes anything', () => {
    const story = (text: string) => [{ at: noon, text }];
    const tame = markup(renderCard(cardTyped('word'), { ...options, story: story('word') }));
    fc.assert(
      fc.property(hostile, (text) => {
        const body = renderCard(cardTyped(text), { ...options, story: story(text) });
        expect(markup(body)).toBe(tame);
        expect(markedKey(body)).toBe(options.key);
        const bare = withoutChange(withoutCode(body.slice(body.indexOf('\n'))));
        expect(bare).not.toMatch(/<!--|-->|@(?!&#8203;)|(?<!&)#\d|GH-\d|:\/\/|www\./i);
      }),
      { numRuns: 150 },
    );
  });

  test('a story that is too long keeps its end and says how much is left out', () => {
    const story = Array.from({ length: 2000 }, (_, index) => ({
      at: noon,
      text: `line ${index} ${'#'.repeat(90)}`,
    }));
    const body = renderCard(aCard(), { ...options, story });
    expect(body.length).toBeLessThanOrEqual(githubLimits.comment);
    expect(body).toContain('line 1999 ');
    expect(body).toMatch(/… and 1\d\d\d more lines\./);
    expect(body).toContain('</details>');
  });

  test('stays within the limits whatever it is given', () => {
    const many = fc.record({ text: hostile, times: fc.integer({ min: 1, max: 100 }) });
    fc.assert(
      fc.property(many, ({ text, times }) => {
        const card = cardTyped(text.repeat(times));
        const big = { ...card, checks: Array.from({ length: 40 }, () => card.checks).flat() };
        expect(renderCard(big, options).length).toBeLessThanOrEqual(githubLimits.comment);
        const run = checkRun(big, 'belay');
        expect(run.summary.length).toBeLessThanOrEqual(githubLimits.checkText);
        expect(run.text.length).toBeLessThanOrEqual(githubLimits.checkText);
        expect(run.title.length).toBeLessThanOrEqual(githubLimits.checkTitle);
      }),
      { numRuns: 6 },
    );
  });
});
