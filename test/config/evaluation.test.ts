import { describe, expect, it } from 'vitest';
import { changed, diagnosticsOf, loaded, small } from './configuration.ts';

const metrics = `sources:
  prom: { kind: prometheus, url: "http://127.0.0.1:9090" }
metrics:
  conversion: { kind: json, path: /m, field: /conversion, unit: ratio }
  queue: { kind: query, source: prom, query: "max(queue)", unit: count }
  complaints: { kind: reported, event: complaint, unit: count }
signals:
  support: { kind: signed, secret: { env: SUPPORT_SECRET }, events: [complaint] }
`;
const declared = changed('services:', `${metrics}services:`);

/** The small configuration with metrics of every kind and this evaluation; rules replace its only one. */
function evaluated(evaluation: string, rules?: string): string {
  const text = changed('    plan:\n', `    plan:\n      evaluation: ${evaluation}\n`, declared);
  const from = '      rollback_when:\n        - error-rate > 5% for 1m\n';
  return rules === undefined ? text : changed(from, rules, text);
}

function planOf(text: string) {
  const plan = loaded(text).config.slots[0]?.plan;
  if (plan === undefined) throw new Error('no plan');
  return plan;
}

function checkIds(text: string, stage = 0) {
  return planOf(text).stages[stage]?.checks.map(({ id }) => id);
}

const sentences = (text: string) =>
  diagnosticsOf(text).map(({ severity, path, sentence }) => `${severity} ${path}: ${sentence}`);
const only = (text: string) => {
  const found = sentences(text);
  expect(found).toHaveLength(1);
  return found[0];
};

describe('a plan that tests', () => {
  it('has a trigger for each tested metric', () => {
    const text = evaluated('{ sequential: { metrics: [error-rate, p95] } }');
    expect(sentences(text)).toEqual([]);
    expect(checkIds(text)).toEqual([
      'rollback: error-rate > 5% for 1m',
      'rollback: error-rate worse than stable',
      'rollback: p95 worse than stable',
    ]);
    expect(planOf(text).sequential).toEqual({ falseAlarms: 0.01 });
    expect(planOf(text).metrics.map(({ name }) => name)).toEqual(['error-rate', 'p95']);
  });

  it('has a criterion too with `promote_within`, and the margin and false alarms it says', () => {
    const text = evaluated(
      '{ sequential: { metrics: p95, margin: 1.2, promote_within: 1.5, false_alarms: 5% } }',
    );
    expect(checkIds(text)).toEqual([
      'rollback: error-rate > 5% for 1m',
      'rollback: p95 worse than 1.2x stable',
      'criterion: p95 within 1.5x stable',
    ]);
    expect(planOf(text).sequential).toEqual({ falseAlarms: 0.05 });
  });

  it('keeps the rules that stand in its lists already', () => {
    const rules = `      rollback_when:
        - error-rate worse than 1.5x stable
      promote_when:
        - error-rate within 2x stable
`;
    const text = evaluated('{ sequential: { metrics: error-rate, promote_within: 1.5 } }', rules);
    expect(checkIds(text)).toEqual([
      'rollback: error-rate worse than 1.5x stable',
      'criterion: error-rate within 2x stable',
    ]);
  });

  it('shares its false alarms also when rules alone test', () => {
    const rules = '      warn_when:\n        - error-rate worse than stable\n';
    const text = changed(
      '      rollback_when:\n        - error-rate > 5% for 1m\n',
      rules,
      changed('hold: 5m }\n        - { weight: 100%', 'hold: 5m }\n        - { weight: 100%', small),
    );
    expect(planOf(text).sequential).toEqual({ falseAlarms: 0.01 });
    expect(planOf(small)).not.toHaveProperty('sequential');
  });

  it('goes on testing where a stage has a limit of its own', () => {
    const stage = '- { weight: 10%, hold: 5m }';
    const own = '- { weight: 10%, hold: 5m, rollback_when: [error-rate > 9%] }';
    const tested = evaluated('{ sequential: { metrics: error-rate } }');
    expect(checkIds(changed(stage, own, tested))).toEqual([
      'rollback: error-rate worse than stable',
      'rollback: error-rate > 9%',
    ]);
    const other = '- { weight: 10%, hold: 5m, rollback_when: [error-rate worse than 2x stable] }';
    expect(checkIds(changed(stage, other, tested))).toEqual([
      'rollback: error-rate > 5% for 1m',
      'rollback: error-rate worse than 2x stable',
    ]);
  });

  it.each([
    [
      'requests',
      'error services.shop.plan.evaluation.sequential.metrics: `requests` cannot be compared with stable: how many requests there are follows from the weight, so canary and stable always differ in it. Give it a limit instead.',
    ],
    [
      'complaints',
      'error services.shop.plan.evaluation.sequential.metrics: `complaints` cannot be compared with stable: it counts what is told from outside, and nobody counts how many requests that is out of. Give it a limit instead.',
    ],
    [
      'eror-rate',
      'error services.shop.plan.evaluation.sequential.metrics: There is no metric `eror-rate`. Did you mean `error-rate`?',
    ],
    [
      'conversion',
      'warning services.shop.plan.evaluation.sequential.metrics: `conversion` is tested by averages of gauges: a limit is better unless it is steady.',
    ],
  ])('says what it thinks of testing %s', (metric, sentence) => {
    expect(only(evaluated(`{ sequential: { metrics: ${metric} } }`))).toBe(sentence);
  });

  it('warns of a gauge that is the same on both sides', () => {
    expect(sentences(evaluated('{ sequential: { metrics: [queue] } }'))).toEqual([
      'warning services.shop.plan.evaluation.sequential.metrics[0]: `queue` is tested by averages of gauges: a limit is better unless it is steady, or say what counts it (`counters`, `histogram`).',
      'warning services.shop.plan.evaluation.sequential.metrics[0]: Here canary is compared with stable, but the query of `queue` has no {version} (nor {side}), so both are the same number. Put `version="{version}"` into the query\'s labels.',
    ]);
  });

  it.each([
    ['false_alarms: 0%', 'neither of them, such as `1%`. Did you mean `1%`?'],
    ['false_alarms: 100%', 'neither of them, such as `1%`. Did you mean `1%`?'],
    ['false_alarms: 0.01', 'A share is written like `10%`. Did you mean `1%`?'],
    ['false_alarms: 5', 'A share is written like `10%`. Did you mean `5%`?'],
    ['margin: 0.9', '`services.shop.plan.evaluation.sequential.margin` is at least 1.'],
    [
      'margin: 120%',
      '`services.shop.plan.evaluation.sequential.margin` takes a number without a unit. Write `1.2`.',
    ],
    ['promote_within: 200%', 'takes a number without a unit. Write `2`.'],
    ['promote_within: 1.5x', 'takes a number without a unit. Write `1.5`.'],
    ['promote_within: twice', 'takes a number, and text stands there.'],
    ['promote_within: 1', 'a multiple of stable above 1, such as `1.5`. Did you mean `1.5`?'],
  ])('refuses %s', (key, sentence) => {
    expect(only(evaluated(`{ sequential: { metrics: error-rate, ${key} } }`))).toContain(sentence);
  });
});

describe('tests that say less than they seem to', () => {
  it.each([
    [
      '{ sequential: { metrics: [error-rate, p95, p99] } }',
      'metrics[2]: `p95` and `p99` are read from the same histogram',
    ],
    [
      '{ sequential: { metrics: p95, margin: 1.5, promote_within: 1.2 } }',
      'promote_within: A canary 1.5 times as bad as stable is accepted by `p95 worse than 1.5x stable` and is not `p95 within 1.2x stable`',
    ],
    ['{ sequential: { metrics: p95, margin: 1.5, promote_within: 1.5 } }', 'Promote within more than 1.5.'],
  ])('warns of %s, once', (evaluation, sentence) => {
    const found = only(evaluated(evaluation));
    expect(found).toMatch(/^warning /);
    expect(found).toContain(sentence);
  });

  it('has nothing against quantiles of other histograms, or a margin that is ruled out later', () => {
    const text = evaluated(
      '{ sequential: { metrics: [error-rate, p95], margin: 1.2, promote_within: 1.3 } }',
    );
    expect(sentences(text)).toEqual([]);
  });
});

it.each([
  ['{ comparison: { metrics: p95, pass: 75% } }', 'takes a number without a unit. Write `75`.'],
  ['{ interval: 2 }', 'Did you mean `2s`?'],
  ['{ warm_up: 2 }', 'Did you mean `2m`?'],
])('says what to write for %s', (evaluation, sentence) => {
  expect(only(evaluated(evaluation))).toContain(sentence);
});

describe('a rule in the wrong list', () => {
  it.each([
    [
      'promote_when',
      'error-rate worse than stable',
      '`error-rate worse than stable` shows that canary is worse, which is no reason to promote it. Put it under `rollback_when`, or promote with `within 1.5x stable`.',
    ],
    [
      'rollback_when',
      'error-rate within 1.5x stable',
      '`error-rate within 1.5x stable` shows that canary is good enough, which is no reason to act against it. Put it under `promote_when`, or write `worse than stable` here.',
    ],
    [
      'pause_when',
      'comparison score >= 75',
      '`comparison score >= 75` shows that canary is good enough, which is no reason to act against it. Put it under `promote_when`.',
    ],
  ])('%s: %s', (list, rule, sentence) => {
    const text = evaluated('{ comparison: { metrics: p95 } }', `      ${list}:\n        - ${rule}\n`);
    expect(only(text)).toBe(`error services.shop.plan.${list}[0]: ${sentence}`);
    const column = diagnosticsOf(text)[0]?.column;
    expect(column).toBe('        - '.length + 1 + rule.indexOf(' ') + 1);
  });

  it.each(['rollback_when', 'pause_when', 'warn_when'])('is not %s for what is worse', (list) => {
    const text = evaluated('{ interval: 10s }', `      ${list}:\n        - p95 worse than stable\n`);
    expect(sentences(text)).toEqual([]);
  });
});

describe('a plan that compares', () => {
  it('has the defaults of the judge it is modelled on, and a score to reach', () => {
    const text = evaluated('{ comparison: { metrics: p95 } }');
    expect(sentences(text)).toEqual([]);
    expect(checkIds(text)).toContain('criterion: comparison score >= 75');
    expect(planOf(text).comparison).toEqual({
      metrics: [
        {
          metric: 'p95',
          group: 'metrics',
          critical: false,
          mustHaveData: false,
          direction: 'either',
          allowedIncrease: 1,
          allowedDecrease: 1,
          criticalIncrease: null,
          criticalDecrease: null,
        },
      ],
      groupWeights: {},
      confidence: 0.98,
      tolerance: 0.25,
      removeOutliers: false,
    });
    expect(planOf(text)).not.toHaveProperty('sequential');
  });

  it('says all of it', () => {
    const text = evaluated(
      `{ comparison: { metrics: [p95, { metric: conversion, group: business, critical: true, must_have_data: true, direction: decrease, allowed_increase: 1.1, allowed_decrease: 0.9, critical_increase: 1.5, critical_decrease: 0.5 }],
        group_weights: { business: 60 }, confidence: 95%, tolerance: 0.1, remove_outliers: true, pass: 90 } }`,
    );
    expect(sentences(text)).toEqual([]);
    expect(checkIds(text)).toContain('criterion: comparison score >= 90');
    expect(planOf(text)).toMatchObject({
      metrics: [{ name: 'error-rate' }, { name: 'p95' }, { name: 'conversion' }],
      comparison: {
        metrics: [
          { metric: 'p95', group: 'metrics' },
          {
            metric: 'conversion',
            group: 'business',
            critical: true,
            mustHaveData: true,
            direction: 'decrease',
            allowedIncrease: 1.1,
            allowedDecrease: 0.9,
            criticalIncrease: 1.5,
            criticalDecrease: 0.5,
          },
        ],
        groupWeights: { business: 60 },
        confidence: 0.95,
        tolerance: 0.1,
        removeOutliers: true,
      },
    });
  });

  it('is what a score needs', () => {
    const text = evaluated(
      '{ interval: 10s }',
      '      promote_when:\n        - comparison score >= 75\n        - error-rate < 1%\n',
    );
    expect(only(text)).toContain(
      'error services.shop.plan.promote_when[0]: `comparison score >= 75` needs a comparison.',
    );
  });

  it('keeps the score of its list, and says when there are two', () => {
    const rules = '      promote_when:\n        - comparison score >= 90\n';
    expect(checkIds(evaluated('{ comparison: { metrics: p95 } }', rules))).toEqual([
      'criterion: comparison score >= 90',
    ]);
    expect(only(evaluated('{ comparison: { metrics: p95, pass: 80 } }', rules))).toBe(
      'warning services.shop.plan.evaluation.comparison.pass: `comparison score >= 90` stands under `promote_when` too, and it is the rule that counts. Keep one of them.',
    );
  });

  it.each([
    ['metrics: [p95, throughput]', 'error', '`throughput` cannot be compared with stable'],
    ['metrics: [p95, complaints]', 'error', '`complaints` cannot be compared with stable'],
    ['metrics: [p95, { metric: p95 }]', 'error', '`p95` is compared already'],
    ['metrics: [p95, queue]', 'warning', 'the query of `queue` has no {version}'],
    ['metrics: [p95], group_weights: { metric: 100 }', 'error', 'Did you mean `metrics`?'],
    ['metrics: [p95], group_weights: { other: 1, metrics: 100 }', 'error', 'Groups: `metrics`.'],
    ['metrics: [p95], group_weights: { metrics: 60 }', 'error', 'come to 100 together, and these come to 60'],
    [
      'metrics: [p95, { metric: p50, group: a }], group_weights: { a: 100 }',
      'warning',
      'nothing is left for `metrics`',
    ],
    ['metrics: p95, confidence: 50%', 'error', 'between 50% and 100%, such as `98%`'],
    ['metrics: p95, confidence: 100%', 'error', 'between 50% and 100%, such as `98%`'],
    ['metrics: [{ metric: p95, allowed_decrease: 0 }]', 'error', '`0.9` is a tenth less'],
    ['metrics: [{ metric: p95, critical_decrease: 1.1 }]', 'error', '`0.9` is a tenth less'],
    ['metrics: [{ metric: p95, allowed_increase: 0.9 }]', 'error', 'is at least 1'],
    ['metrics: p95, pass: 101', 'error', 'is at most 100'],
  ])('is told of %s', (comparison, severity, sentence) => {
    const found = sentences(evaluated(`{ comparison: { ${comparison} } }`));
    expect(found).toContainEqual(expect.stringContaining(sentence));
    expect(found.find((one) => one.includes(sentence))).toMatch(new RegExp(`^${severity} `));
  });

  it.each([
    ['error-rate', '{ metric: error-rate, direction: increase }'],
    ['success-rate', '{ metric: success-rate, direction: decrease }'],
  ])('is told to give %s a direction', (name, suggestion) => {
    const text = evaluated(`{ comparison: { metrics: ${name} } }`);
    expect(only(text)).toBe(
      `warning services.shop.plan.evaluation.comparison.metrics: Without a direction \`${name}\` fails for being better too, and a share over the canary's fewer requests often looks better than stable's. Say \`${suggestion}\`.`,
    );
    expect(sentences(changed(`metrics: ${name}`, `metrics: [${suggestion}]`, text))).toEqual([]);
    expect(
      sentences(changed(`metrics: ${name}`, `metrics: [{ metric: ${name}, direction: either }]`, text)),
    ).toEqual([]);
  });

  it('refuses weights above 100', () => {
    const text = evaluated(
      '{ comparison: { metrics: [p95, { metric: p50, group: a }], group_weights: { a: 60, metrics: 60 } } }',
    );
    expect(only(text)).toBe(
      'error services.shop.plan.evaluation.comparison.group_weights: Weights of groups come to 100 together at most, and these come to 120.',
    );
  });

  it('has no room for a metric of its own name', () => {
    const text = changed('  queue:', '  comparison:', evaluated('{ comparison: { metrics: p95 } }'));
    expect(sentences(text)[0]).toContain('In rules `comparison` is the score of a comparison');
  });

  it('is told at HAProxy that latencies are not counted', () => {
    const text = changed(
      'edge: { kind: embedded, listen: "127.0.0.1:8080" }',
      'edge: { kind: haproxy, socket: /run/haproxy/admin.sock, exporter: "http://127.0.0.1:8405/metrics" }',
      evaluated('{ sequential: { metrics: p50 }, comparison: { metrics: [error-rate, p95] } }'),
    );
    const found = sentences(text).filter((sentence) => sentence.includes('HAProxy does not count how long'));
    expect(found.map((sentence) => sentence.split(':')[0])).toEqual([
      'error services.shop.plan.evaluation.sequential.metrics',
      'error services.shop.plan.evaluation.comparison.metrics[1]',
    ]);
  });
});

describe('what is sampled at every look', () => {
  const query = 'query: "max(queue)"';
  const rate = `query: "sum(rate(queue{version='{version}'}[{window}]))"`;

  it.each([
    ['comparison: { metrics: queue }', 'comparison.metrics'],
    ['sequential: { metrics: queue }', 'sequential.metrics'],
  ])('is asked over one interval, which must hold two samples of its source: %s', (evaluation, at) => {
    const text = changed(query, rate, evaluated(`{ ${evaluation} }`));
    expect(sentences(text)).toContain(
      `error services.shop.plan.evaluation.${at}: One interval of 10s, over which each look samples \`queue\`, is short: \`prom\` scrapes every 15s, so it often holds fewer than two samples, and then there is no number. Take 1m or more, or say the true \`scrape_interval\` of \`prom\`.`,
    );
    expect(diagnosticsOf(text).find(({ code }) => code === 'window-short')?.expected).toBe(
      '`interval: 1m` or longer',
    );
    const longer = changed(query, rate, evaluated(`{ interval: 1m, ${evaluation} }`));
    expect(diagnosticsOf(longer).filter(({ code }) => code === 'window-short')).toEqual([]);
  });

  it('is not asked over an interval where instances are counted', () => {
    const counted = `${rate}, counters: { total: 'all{version="{version}"}', bad: 'bad{version="{version}"}' }`;
    const unit = changed('unit: count }\n  complaints', 'unit: ratio }\n  complaints', declared);
    const text = changed(
      '    plan:\n',
      '    plan:\n      evaluation: { sequential: { metrics: queue } }\n',
      changed(query, counted, unit),
    );
    expect(sentences(text)).toEqual([]);
  });
});

describe('waiting before judging', () => {
  it('stands in the plan', () => {
    expect(planOf(evaluated('{ warm_up: 3m, minimum_data: 2m }'))).toMatchObject({
      warmUp: 180_000,
      minimumData: 120_000,
    });
    const without = planOf(small);
    expect(without).not.toHaveProperty('warmUp');
    expect(without).not.toHaveProperty('minimumData');
  });

  it('warns of a warm-up as long as the first stage where that is compared with stable', () => {
    const test = 'sequential: { metrics: error-rate }';
    expect(only(evaluated(`{ warm_up: 5m, ${test} }`))).toBe(
      'warning services.shop.plan.evaluation.warm_up: Checks against stable wait 5m, and the first stage is held 5m, so they say nothing in it. Take a shorter warm-up or a longer hold.',
    );
    expect(sentences(evaluated(`{ warm_up: 4m, ${test} }`))).toEqual([]);
    expect(sentences(evaluated('{ warm_up: 5m }'))).toEqual([]);
  });

  it('warns of criteria that are never believed', () => {
    const rules = '      promote_when:\n        - error-rate < 1%\n';
    expect(only(evaluated('{ minimum_data: 6m }', rules))).toBe(
      'warning services.shop.plan.evaluation.minimum_data: Criteria are believed after 6m of a stage, and the shortest stage with criteria is held 5m, so they are never met at its end. Take less, or a longer hold.',
    );
    expect(sentences(evaluated('{ minimum_data: 5m }', rules))).toEqual([]);
    expect(sentences(evaluated('{ minimum_data: 6m }'))).toEqual([]);
  });
});
