import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countedRequests } from '../../../src/core/documents/release/exposure.ts';
import { renderText } from '../../../src/core/documents/render-text.ts';
import { paused, waitedForApproval } from '../../../src/core/documents/report/times.ts';
import { report } from '../../../src/core/documents/report.ts';
import type { Block, DocumentTree } from '../../../src/core/documents/tree.ts';
import { formatValue } from '../../../src/core/judge/format.ts';
import { percent } from '../../../src/core/prose.ts';
import type { Actor, Recorded, RolloutEvent } from '../../../src/core/rollout/events.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import { formatDuration } from '../../../src/core/time.ts';
import { noErrorRates } from '../../builders/check.ts';
import { aPerson, aRollout, belay, noon } from '../../builders/rollout.ts';
import {
  aVerdict,
  badStory,
  goodStory,
  measured,
  recorded,
  storyPlan,
  trigger,
} from '../../builders/story.ts';

function reportOn(events: readonly Recorded[]): DocumentTree {
  return report(fold(events) ?? aRollout(), events);
}

/** Everything under one heading, as text. */
function section(tree: DocumentTree, heading: string): string {
  const start = tree.blocks.findIndex((block) => block.kind === 'heading' && block.text === heading);
  const rest = tree.blocks.slice(start + 1);
  const end = rest.findIndex((block) => block.kind === 'heading');
  return textsOf(rest.slice(0, end === -1 ? undefined : end)).join('\n');
}

function textsOf(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap(textsOfBlock);
}

function textsOfBlock(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return [block.text];
    case 'list':
      return block.items;
    case 'checklist':
      return block.items.flatMap(({ text, evidence }) => [text, evidence ?? '']);
    case 'facts':
      return block.rows.map(({ name, value }) => `${name}: ${value}`);
    case 'table':
      return [block.columns.join(' | '), ...block.rows.map((row) => row.join(' | '))];
    case 'code':
      return block.lines;
    case 'decision':
      return [block.sentence];
    case 'quote':
      return [block.text];
  }
}

describe('the report', () => {
  test('of a rollout that went well', () => {
    expect(renderText(reportOn(goodStory()))).toMatchInlineSnapshot(`
      "Report: api v2 to production
      ════════════════════════════

      api v2 serves everybody in production after 16m 11s; v1 was replaced.

      Key figures
      ───────────

      Stages passed                         3 of 3
      Greatest share of the traffic         100 %
      Requests of the new version           at least 4000
      Failed of them                        at least 12
      Preparation before the first traffic  9s
      From first traffic to completion      16m 2s
      Waiting for approval                  3m 39s
      Paused                                1m
      Decisions by people                   4 decisions besides the request

      Overview
      ────────

      Rollout         r-0123456789
      New version     v2
      Version before  v1
      Requested       2026-03-02 12:00:00 UTC by ada
      Reason          “faster checkout”
      Started         2026-03-02 12:00:00 UTC
      Ended           2026-03-02 12:16:11 UTC
      Duration        16m 11s

      What went well
      ──────────────

      • Every stage passed without an extension and without a promotion by hand.
      • No trigger was broken at any of 4 looks.
      • Every check that can act had data at every look.
      • The router took every weight at the first try, and the traffic never drifted.
      • 2 steps succeeded, each at the first attempt.

      What needs care
      ───────────────

      The rules of this report found nothing.

      Stages
      ──────

      Stage      Weight  Entered                  Router confirmed  Lasted  End
      ─────────  ──────  ───────────────────────  ────────────────  ──────  ──────────────────────────
      first      5 %     2026-03-02 12:00:09 UTC  after 1s          6m 11s  passed: 2 of 2 checks pass
      half       50 %    2026-03-02 12:06:20 UTC  after 1s          8m 40s  passed: approved
      everybody  100 %   2026-03-02 12:15:00 UTC  after 1s          1m 1s   passed: 2 of 2 checks pass

      Measured
      ────────

      Stage      Metric      Canary last  Canary worst  Stable last  Stable worst  With data
      ─────────  ──────────  ───────────  ────────────  ───────────  ────────────  ─────────
      first      error-rate  0.4%         0.4%          0.1%         0.1%          2 of 2
      half       error-rate  0.3%         0.3%          0.1%         0.1%          1 of 1
      everybody  error-rate  0.3%         0.3%          0.1%         0.1%          1 of 1

      Worst is the highest value recorded. “With data” counts evaluations in which the canary had a value,
      of all evaluations.

      Triggers that acted
      ───────────────────

      None.

      Approvals
      ─────────

      After stage  Asked because       Asked                    Answers                   Decision  Waited
      ───────────  ──────────────────  ───────────────────────  ────────────────────────  ────────  ──────
      half         2 of 2 checks pass  2026-03-02 12:11:21 UTC  lin approved after 1m     approved  3m 39s
                                                                59s; sam approved after
                                                                3m 39s

      Interventions and pauses
      ────────────────────────

      • 2026-03-02 12:00:30 UTC: grace paused the rollout: “lunch”; it lasted 1m.

      Steps
      ─────

      Step     Kind          Result     Took  Finished                 What it said
      ───────  ────────────  ─────────  ────  ───────────────────────  ─────────────
      migrate  preparation   succeeded  8s    2026-03-02 12:00:09 UTC  exited with 0
      smoke    verification  succeeded  8s    2026-03-02 12:16:10 UTC  exited with 0

      Audit
      ─────

      This report covers the log of r-0123456789 up to event 26 (completed, 2026-03-02 12:16:11 UTC); plan
      bb4bfea904b4.

      Drafted by Belay, without a model, 2026-03-02 12:16:11 UTC. Written from the recorded events alone;
      no model was asked.
      "
    `);
  });

  test('of a rollout that was taken back', () => {
    expect(renderText(reportOn(badStory()))).toMatchInlineSnapshot(`
      "Report: api v2 to production
      ════════════════════════════

      api v2 was taken back from production, because error-rate 8.1% breaks "error-rate > 5% for 1m" (1m
      window, 1000 requests, stable 0.1%), held for 1m; v1 serves everybody again, 200ms after the order.

      Key figures
      ───────────

      Stages passed                         0 of 3
      Greatest share of the traffic         5 %
      Requests of the new version           at least 2000
      Failed of them                        at least 174
      Preparation before the first traffic  9s
      Decisions by people                   none besides the request
      From breach to safe                   1m

      Overview
      ────────

      Rollout         r-0123456789
      New version     v2
      Version before  v1
      Requested       2026-03-02 12:00:00 UTC by ada
      Reason          “faster checkout”
      Started         2026-03-02 12:00:00 UTC
      Ended           2026-03-02 12:01:44 UTC
      Duration        1m 44s

      What went well
      ──────────────

      • Every check that can act had data at every look.
      • The router took every weight at the first try, and the traffic never drifted.
      • 2 steps succeeded, each at the first attempt.
      • No new request reached the new version 200ms after the rollback was ordered.

      What needs care
      ───────────────

      • “error-rate > 5% for 1m” took the traffic back.

      Rollback
      ────────

      Traffic was taken back because error-rate 8.1% breaks "error-rate > 5% for 1m" (1m window, 1000
      requests, stable 0.1%), held for 1m.

      Ordered by                                Belay
      Canary had                                5 %
      Breach first seen                         2026-03-02 12:00:40 UTC
      Ordered                                   2026-03-02 12:01:40 UTC, 1m after the breach was first
                                                seen
      Safe (no new request reaches the canary)  2026-03-02 12:01:40 UTC, 200ms after the order
      Over                                      2026-03-02 12:01:44 UTC, 4s after the order

      Stages
      ──────

      Stage  Weight  Entered                  Router confirmed  Lasted  End
      ─────  ──────  ───────────────────────  ────────────────  ──────  ───────────
      first  5 %     2026-03-02 12:00:09 UTC  after 1s          1m 31s  rolled back

      Measured
      ────────

      Stage  Metric      Canary last  Canary worst  Stable last  Stable worst  With data
      ─────  ──────────  ───────────  ────────────  ───────────  ────────────  ─────────
      first  error-rate  9.3%         9.3%          0.1%         0.1%          3 of 3

      Worst is the highest value recorded. “With data” counts evaluations in which the canary had a value,
      of all evaluations.

      Triggers that acted
      ───────────────────

      Rule                    Action    First                    Evidence
      ──────────────────────  ────────  ───────────────────────  ─────────────────────────────────────────
      error-rate > 5% for 1m  rollback  2026-03-02 12:01:40 UTC  error-rate 8.1% breaks "error-rate > 5%
                                                                 for 1m" (1m window, 1000 requests, stable
                                                                 0.1%), held for 1m

      Approvals
      ─────────

      Nobody was asked for an approval.

      Interventions and pauses
      ────────────────────────

      Nobody intervened and nothing was paused.

      Steps
      ─────

      Step     Kind         Result     Took  Finished                 What it said
      ───────  ───────────  ─────────  ────  ───────────────────────  ─────────────
      migrate  preparation  succeeded  8s    2026-03-02 12:00:09 UTC  exited with 0
      migrate  undo         succeeded  3s    2026-03-02 12:01:44 UTC  exited with 0

      Notes
      ─────

      • 2026-03-02 12:01:10 UTC, grace: “checkout errors, looks like the new tax call”

      Audit
      ─────

      This report covers the log of r-0123456789 up to event 15 (rolled-back, 2026-03-02 12:01:44 UTC);
      plan bb4bfea904b4.

      Drafted by Belay, without a model, 2026-03-02 12:01:44 UTC. Written from the recorded events alone;
      no model was asked.
      "
    `);
  });

  test('gives breach, order and safety their own times', () => {
    expect(section(reportOn(badStory()), 'Rollback')).toContain(
      'Breach first seen: 2026-03-02 12:00:40 UTC\nOrdered: 2026-03-02 12:01:40 UTC, 1m after the breach was first seen\nSafe (no new request reaches the canary): 2026-03-02 12:01:40 UTC, 200ms after the order',
    );
  });

  test('times a probe’s failure from its first failure in a row', () => {
    const failing = (healthy: boolean): RolloutEvent => ({
      ...(measured(0, 0.002, []) as Extract<RolloutEvent, { kind: 'measured' }>),
      probes: [{ name: 'ready', healthy, sentence: 'refused' }],
    });
    const story = [
      ...badStory().slice(0, 6),
      ...recorded([
        [20, belay, failing(false)],
        [25, belay, failing(true)],
        [30, belay, failing(false)],
        [35, belay, failing(false)],
        [
          40,
          belay,
          {
            kind: 'rollback-ordered',
            cause: { kind: 'probe', probe: 'ready', sentence: 'probe ready failed' },
            gradual: false,
            from: 5,
          },
        ],
      ]),
    ];
    expect(section(reportOn(story), 'Rollback')).toContain('Breach first seen: 2026-03-02 12:00:30 UTC');
  });

  test('says what is missing instead of inventing zeros', () => {
    const event = { ...measured(0, 0, []), measurements: [noErrorRates()] } as RolloutEvent;
    const story = [...goodStory().slice(0, 6), ...recorded([[20, belay, event]])];
    const tree = reportOn(story);
    expect(section(tree, 'Measured')).toContain(
      'first | error-rate | no data | no data | no data | no data | 0 of 1',
    );
    expect(section(tree, 'Overview')).toContain('Duration: not known');
    expect(section(tree, 'Stages')).toMatch(/after 1s \| open \| not left yet$/);
    expect(tree.summary).toContain('is not over yet (observing)');
  });

  test('of a rollout that was dropped from the queue has no stage and no figure', () => {
    const story = [
      ...goodStory().slice(0, 1),
      ...recorded([[60, aPerson('grace'), { kind: 'cancelled', reason: 'not today' }]]).map((one) => ({
        ...one,
        seq: 2,
      })),
    ];
    const tree = reportOn(story);
    expect(tree.summary).toBe('api v2 was dropped before it got any traffic in production: “not today”.');
    expect(section(tree, 'Stages')).toBe('No stage was entered: no traffic was moved to the new version.');
    expect(section(tree, 'Measured')).toBe('Nothing was measured while the new version had traffic.');
    expect(section(tree, 'Overview')).toContain('Started: never');
  });

  test('tells who approved, after how long, and who was overruled', () => {
    expect(section(reportOn(goodStory()), 'Approvals')).toContain(
      'half | 2 of 2 checks pass | 2026-03-02 12:11:21 UTC | lin approved after 1m 59s; sam approved after 3m 39s | approved | 3m 39s',
    );
  });

  test('names promotions against unmet criteria, drift and refusals', () => {
    const story = [
      ...goodStory().slice(0, 7),
      ...recorded([
        [
          40,
          belay,
          {
            kind: 'drift-found',
            wanted: 5,
            traffic: { weight: 5, observed: 31, requests: 900 },
            sentence: 'the router sent 31 %.',
          },
        ],
        [41, belay, { kind: 'weight-refused', weight: 5, attempts: 2, sentence: 'socket closed' }],
        [
          50,
          aPerson('grace'),
          { kind: 'promoted', stage: 0, all: true, unmet: ['error-rate 2% does not meet it'] },
        ],
      ]),
    ];
    const tree = reportOn(story);
    expect(section(tree, 'Router: drift and refusals')).toBe(
      '2026-03-02 12:00:40 UTC: the router sent 31 %.\n2026-03-02 12:00:41 UTC: the router refused to set 5 % (attempt 2): socket closed.',
    );
    expect(section(tree, 'Interventions and pauses')).toBe(
      '2026-03-02 12:00:50 UTC: grace promoted before the hold was over and skipped the holds to come, although not met: error-rate 2% does not meet it.',
    );
  });
});

/** Rollouts with arbitrary figures, times and interventions, from the request to some end. */
const stories = fc
  .record({
    start: fc.integer({ min: 1, max: 5000 }),
    middle: fc.array(fc.tuple(fc.integer({ min: 1, max: 90_000 }), middleEvent()), { maxLength: 12 }),
    end: fc.constantFrom<readonly RolloutEvent[]>(
      [],
      [{ kind: 'completed', stable: storyPlan().canary.version, keptUntil: noon + 123_456_789 }],
      [
        {
          kind: 'rollback-ordered',
          cause: { kind: 'person', reason: 'seven complaints' },
          gradual: false,
          from: 37,
        },
        { kind: 'safe' },
        { kind: 'rolled-back' },
      ],
    ),
  })
  .map(({ start, middle, end }) => {
    let millis = start;
    const timed = middle.map(([wait, event]) => {
      millis += wait;
      return [millis / 1000, aPerson('grace'), event] as const;
    });
    const ending = end.map((event, index) => [(millis + 77 * (index + 1)) / 1000, belay, event] as const);
    const beginning = goodStory()
      .slice(0, 6)
      .map(({ at, actor, event }): readonly [number, Actor, RolloutEvent] => [
        (at - noon) / 1e6,
        actor,
        event,
      ]);
    return recorded([...beginning, ...timed, ...ending]);
  });

function middleEvent(): fc.Arbitrary<RolloutEvent> {
  const ratio = fc.integer({ min: 1, max: 99_999 }).map((value) => value / 100_000);
  return fc.oneof(
    fc
      .tuple(fc.integer({ min: 0, max: 2 }), ratio, fc.boolean())
      .map(([stage, value, acts]) =>
        measured(stage, value, [aVerdict(trigger, { acts, holdsSince: acts ? noon : null })]),
      ),
    fc.constant<RolloutEvent>({ kind: 'noted', text: 'look at shard 4711' }),
    fc.constant<RolloutEvent>({ kind: 'paused', reason: 'lunch' }),
    fc.constant<RolloutEvent>({ kind: 'resumed' }),
    fc.record({
      kind: fc.constant('weight-refused' as const),
      weight: fc.integer({ min: 0, max: 100 }),
      attempts: fc.integer({ min: 1, max: 64 }),
      sentence: fc.constant('no'),
    }),
    fc.integer({ min: 1, max: 9 }).map(
      (gate): RolloutEvent => ({
        kind: 'approval-requested',
        stage: 1,
        gate,
        reason: 'asked',
        expiresAt: noon + 9_000_000,
      }),
    ),
    fc
      .integer({ min: 1, max: 9 })
      .map((gate): RolloutEvent => ({ kind: 'rejected', gate, person: 'lin', reason: 'no' }) as RolloutEvent),
    fc.constant<RolloutEvent>({ kind: 'stage-entered', stage: 1, weight: 50 }),
    fc.constant<RolloutEvent>({ kind: 'stage-passed', stage: 1, sentence: 'approved' }),
  );
}

/** Every way in which a recorded fact may be written down, longest first. */
function writings(events: readonly Recorded[]): readonly string[] {
  const texts = new Set<string>(['v1', 'v2']);
  const instants = new Set(events.map(({ at }) => at));
  const walk = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value);
    if (typeof value === 'number') {
      for (const written of [String(value), percent(value), formatDuration(value)]) texts.add(written);
      texts.add(formatValue(value, 'ratio'));
      if (value > noon - 1e9) instants.add(value);
    }
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  events.forEach(({ seq, event }) => {
    walk(seq);
    walk(event);
  });
  const plan = storyPlan();
  texts.add(plan.hash.slice(0, 12));
  for (const at of instants) {
    texts.add(`${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`);
    for (const from of instants) if (at >= from) texts.add(formatDuration(at - from));
  }
  const evaluations = events.filter(({ event }) => event.kind === 'measured').length;
  for (let of = 1; of <= evaluations; of += 1) for (let n = 0; n <= of; n += 1) texts.add(`${n} of ${of}`);
  // Counts and sums over recorded events: of looks, stages, decisions, requests, and of times one after the other.
  for (let n = 0; n <= events.length; n += 1) {
    for (const noun of ['look', 'looks', 'time', 'times', 'step', 'steps', 'decision', 'decisions'])
      texts.add(`${n} ${noun}`);
    texts.add(`${n} of ${plan.stages.length}`);
    for (let of = 1; of <= evaluations; of += 1) if (n <= of) texts.add(`${n} of ${of} looks`);
    texts.add(`at least ${n * 1000}`);
  }
  const failed = countedRequests({ ...aRollout(), plan }, events)?.failed;
  texts.add(`at least ${failed}`);
  const end = events.at(-1)?.at ?? noon;
  for (const sum of [waitedForApproval(events, end), paused(events, end)])
    if (sum !== null) texts.add(formatDuration(sum));
  return [...texts].filter((text) => /\d/.test(text)).toSorted((a, b) => b.length - a.length);
}

function withoutFacts(text: string, facts: readonly string[]): string {
  return facts.reduce((left, fact) => {
    const exact = fact.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return left.replace(new RegExp(`(?<![\\d.])${exact}(?![\\d%]|\\.\\d)`, 'g'), '·');
  }, text);
}

describe('every numeral in a report', () => {
  test('stems from an event, the plan or two recorded times', () => {
    fc.assert(
      fc.property(stories, (events) => {
        const tree = reportOn(events);
        const text = [tree.title, tree.summary, ...textsOf(tree.blocks)].join('\n');
        expect(withoutFacts(text, writings(events))).not.toMatch(/.*\d.*/);
      }),
      { numRuns: 60 },
    );
  });
});
