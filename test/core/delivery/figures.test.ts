import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deliveryTree } from '../../../src/core/delivery/document.ts';
import { type DeliveryEvent, DeliveryFact } from '../../../src/core/delivery/fact.ts';
import type { Figure, FigureName } from '../../../src/core/delivery/figure.ts';
import { quantile } from '../../../src/core/delivery/quantile.ts';
import { learn, type Release } from '../../../src/core/delivery/release.ts';
import { deliveryReport } from '../../../src/core/delivery/report.ts';
import { parseTarget } from '../../../src/core/delivery/target.ts';
import { noon } from '../../builders/rollout.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
type Step = readonly [minutes: number, event: DeliveryEvent];

function requested(committedAt: number | null = null): DeliveryEvent {
  return { kind: 'requested', service: 'shop', environment: 'production', committedAt } as DeliveryEvent;
}

function aRelease(index: number, ...steps: readonly Step[]): Release {
  const rollout = `r-${String(index).padStart(10, '0')}`;
  const found = steps.reduce<Release | null>(
    (release, [minutes, event], at) =>
      learn(release, DeliveryFact.parse({ position: at + 1, rollout, at: noon + minutes * minute, event })),
    null,
  );
  if (found === null) throw new Error('it has no beginning');
  return found;
}

const canary: Step = [1, { kind: 'stage-entered', weight: 5 }];
const everybody: Step = [31, { kind: 'stage-entered', weight: 100 }];
const back = (minutes: number, cause = 'trigger', breached: number | null = null): Step => [
  minutes,
  { kind: 'rollback-ordered', cause, breachedAt: breached === null ? null : noon + breached * minute },
];
const marked = (as: 'needless' | 'escaped' | 'sound'): Step => [99, { kind: 'marked', as }];

const releases = [
  aRelease(1, [0, requested(noon - 29 * minute)], canary, everybody, [41, { kind: 'completed' }]),
  aRelease(2, [0, requested()], canary, everybody, [61, { kind: 'completed' }], marked('escaped')),
  aRelease(
    3,
    [0, requested()],
    canary,
    back(5, 'trigger', 4),
    [6, { kind: 'safe' }],
    [7, { kind: 'rolled-back' }],
  ),
  aRelease(
    4,
    [0, requested()],
    canary,
    back(5, 'probe'),
    [5, { kind: 'safe' }],
    [7, { kind: 'rolled-back' }],
    marked('needless'),
  ),
  aRelease(
    5,
    [0, requested()],
    canary,
    everybody,
    back(40),
    [42, { kind: 'safe' }],
    [43, { kind: 'rolled-back' }],
  ),
  aRelease(
    6,
    [0, requested()],
    canary,
    back(5, 'person'),
    [6, { kind: 'safe' }],
    [7, { kind: 'rolled-back' }],
  ),
  aRelease(
    7,
    [0, requested()],
    canary,
    back(5, 'superseded'),
    [6, { kind: 'safe' }],
    [7, { kind: 'rolled-back' }],
  ),
  aRelease(
    8,
    [0, requested()],
    [1, { kind: 'approval-requested', gate: 1 }],
    [11, { kind: 'gate-opened', gate: 1 }],
    [12, { kind: 'approval-requested', gate: 2 }],
    [20, { kind: 'gate-expired', gate: 2 }],
    [21, { kind: 'cancelled' }],
  ),
];

function report(texts: Partial<Record<FigureName, string>> = {}, all = releases) {
  const targets = Object.entries(texts).map(([name, text]) => {
    const target = parseTarget(name as 'success', text);
    if (target === null) throw new Error(text);
    return target;
  });
  return deliveryReport(all, {
    service: null,
    environments: ['production'],
    since: noon - 7 * day,
    until: noon + 7 * day,
    targets,
  });
}

function of(name: FigureName, figures: readonly Figure[] = report().figures): Figure {
  const found = figures.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe('delivery figures', () => {
  test.each<[FigureName, number | null, number]>([
    ['deployments', 1, 2],
    ['lead_time', 70 * minute, 1],
    ['change_failure', 2 / 3, 3],
    ['time_to_restore', minute, 4],
    ['success', 1 / 6, 6],
    ['rollback_rate', 4 / 6, 6],
    ['caught_in_canary', 1 / 3, 3],
    ['false_positives', 1 / 3, 3],
    ['canary_duration', 40 * minute, 2],
    ['approval_waiting', 10 * minute, 1],
    ['automatic_rollback_success', 1, 3],
    ['automatic_rollback', minute, 3],
  ])('%s', (name, value, n) => {
    expect(of(name)).toMatchObject({ value, n });
  });

  test('say what they leave out', () => {
    expect(of('lead_time').note).toBe('the time of the commit is not known of 1');
    expect(of('caught_in_canary').note).toBe('1 taken back by people before that are not counted');
    expect(of('false_positives').note).toBe('nobody has marked 2 of them');
    expect(of('approval_waiting').note).toBe('1 ended or stand undecided');
  });

  test('count a release once, where it ended, and nothing before the window', () => {
    const late = { service: null, environments: [], since: noon + day, until: noon + 2 * day, targets: [] };
    expect(deliveryReport(releases, late).figures.every(({ n }) => n === 0)).toBe(true);
    expect(
      deliveryReport(releases, { ...late, since: noon + 41 * minute, until: noon + 42 * minute }).figures[0],
    ).toMatchObject({ n: 1 });
    expect(deliveryReport(releases, { ...late, since: noon, service: 'mail' }).figures[0]).toMatchObject({
      n: 0,
    });
  });

  test('of nothing are no figures, not zero', () => {
    const { figures } = report({ success: '> 95%' }, []);
    expect(of('success', figures)).toMatchObject({ value: null, n: 0, target: { met: null } });
    expect(deliveryTree(report({}, []), noon).summary).toBe('0 releases completed. No targets are declared.');
  });

  test('are held against their targets, canaries and rollbacks by nearly all of them', () => {
    const { figures } = report({
      deployments: '>= 1/week',
      success: '> 95%',
      canary_duration: '< 1h',
      automatic_rollback: '< 60s',
    });
    const met = (name: FigureName) => of(name, figures).target?.met;
    expect([met('deployments'), met('success'), met('canary_duration'), met('automatic_rollback')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    const tree = deliveryTree(report({ success: '> 95%' }), noon);
    expect(tree.summary).toBe('2 releases completed. 1 of 1 target missed: successful releases.');
    expect(JSON.stringify(tree.blocks)).toContain('Successful releases: 6 cases say little.');
  });

  test('week by week, from Monday at midnight UTC', () => {
    const weeks = report().weeks;
    expect(weeks.map(({ from }) => new Date(from).toISOString())).toEqual([
      '2026-02-23T00:00:00.000Z',
      '2026-03-02T00:00:00.000Z',
      '2026-03-09T00:00:00.000Z',
    ]);
    expect(weeks[1]).toMatchObject({ deployments: 2, rolledBack: 4 });
  });
});

test.each([
  ['lead_time', '> 5%'],
  ['success', '> 101%'],
  ['success', '> 1h'],
  ['deployments', '> 10'],
  ['deployments', '> 10/year'],
  ['canary_duration', '8h'],
] as const)('%s cannot be %s', (name, text) => {
  expect(parseTarget(name, text)).toBeNull();
});

test('a quantile is one of the values, and never falls when the share grows', () => {
  const values = fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 40 });
  const share = fc.double({ min: 0.01, max: 1, noNaN: true });
  fc.assert(
    fc.property(values, share, share, (all, a, b) => {
      const [low, high] = [quantile(all, Math.min(a, b)), quantile(all, Math.max(a, b))];
      expect(all).toContain(low);
      expect(low).toBeLessThanOrEqual(high ?? -1);
      const within = all.filter((one) => one <= (low ?? -1)).length / all.length;
      expect(within).toBeGreaterThanOrEqual(Math.min(a, b) - 1e-9);
    }),
  );
});
