import { describe, expect, it } from 'vitest';
import { compilePlan, planHash } from '../../src/config/compile.ts';
import { slotRules, versionsOf } from '../../src/config/config.ts';
import { EnvironmentName, ServiceName } from '../../src/core/ids.ts';
import { Plan } from '../../src/core/rollout/plan.ts';
import { changed, loaded, small } from './configuration.ts';

const wish = { service: 'shop', version: 'v2', environment: 'demo' };

function plan(text = small) {
  const compiled = compilePlan(loaded(text).config, wish);
  if (compiled.kind === 'refused') throw new Error(compiled.sentence);
  return compiled.plan;
}

describe('a compiled plan', () => {
  it('is a plan as the core knows it, and nothing else', () => {
    expect(Plan.strict().parse(plan())).toEqual(plan());
  });

  it('fills in what the file leaves out', () => {
    expect(plan()).toMatchObject({
      canary: { version: 'v2', url: 'http://127.0.0.1:9002' },
      interval: 10_000,
      noData: { after: 300_000, outcome: 'hold' },
      rollback: { steps: [], every: 0 },
      superseding: 'refuse',
      keepPrevious: 86_400_000,
      places: ['console'],
      routing: { router: 'edge', route: 'shop', sticky: null, header: null, segments: [], lease: 60_000 },
      stages: [
        { name: '10%', weight: 10, gate: null, unmet: { extendBy: 300_000, extensions: 1, outcome: 'ask' } },
        { name: '100%', weight: 100 },
      ],
    });
    expect(plan().metrics.map(({ name }) => name)).toEqual(['error-rate']);
  });

  it('has the same hash for the same meaning, whatever the spelling, and another for another meaning', () => {
    expect(plan(changed('error-rate > 5% for 1m', '"error-rate>5%   for 1m"')).hash).toBe(plan().hash);
    expect(plan(changed('hold: 5m }', 'hold: 300s }')).hash).toBe(plan().hash);
    expect(plan(changed('error-rate > 5%', 'error-rate > 6%')).hash).not.toBe(plan().hash);
    const { hash, ...body } = plan();
    expect(planHash(body)).toBe(hash);
  });

  it("replaces the plan's rules on a metric by the stage's, list by list", () => {
    const text = changed(
      '- { weight: 10%, hold: 5m }',
      '- { weight: 10%, hold: 5m, rollback_when: [error-rate > 1%], warn_when: [p95 > 200ms] }',
    );
    const ids = plan(text).stages.map((stage) => stage.checks.map(({ id }) => id));
    expect(ids).toEqual([
      ['rollback: error-rate > 1%', 'warn: p95 > 200ms'],
      ['rollback: error-rate > 5% for 1m'],
    ]);
  });

  it('asks one person for `ask`, and distinct people for a number', () => {
    const asks = plan(changed('hold: 5m }\n', 'hold: 5m, then: ask }\n')).stages[0]?.gate;
    expect(asks).toEqual({
      approvals: 1,
      roles: [],
      requesterMayApprove: true,
      expiresAfter: 7_200_000,
      onReject: 'roll_back',
      onExpiry: 'roll_back',
      remindBefore: [900_000],
    });
    const approvals = changed(
      'hold: 5m }\n',
      'hold: 5m, then: { approvals: 1, of: lead, on_expiry: hold } }\n',
    );
    expect(plan(approvals).stages[0]?.gate).toMatchObject({
      roles: ['lead'],
      requesterMayApprove: false,
      onExpiry: 'hold',
    });
  });

  it("takes the environment's word for what an approval is", () => {
    const asks = changed('hold: 5m }\n', 'hold: 5m, then: ask }\n');
    const text = changed(
      '  demo: {}',
      '  demo: { approval: { approvals: 1, of: lead, expires: 30m, requester_may_approve: false } }',
      asks,
    );
    expect(plan(text).stages[0]?.gate).toMatchObject({
      roles: ['lead'],
      expiresAfter: 1_800_000,
      requesterMayApprove: false,
    });
  });

  it('has probes, steps, segments and metrics in full', () => {
    const text = changed(
      '    stable: v1',
      `    stable: v1
    health: /health
    probes: { db: { kind: custom, path: /health/db } }
    prepare: [{ name: Migrate, run: [node, migrate.js, "{version}"], undo: [node, undo.js], timeout: 5m }]
    traffic: { header: X-Version, sticky: { cookie: shop, for: 24h }, segments: { staff: { weight: 100%, header: X-Staff, values: ["yes"] } } }`,
    );
    const metric =
      '\nmetrics:\n  conversion: { kind: json, path: /m, field: /conversion, unit: ratio, baseline: 85.5% }\n';
    const rule = changed('error-rate > 5% for 1m', 'conversion < baseline - 5% for 1m', `${text}${metric}`);
    expect(plan(rule)).toMatchObject({
      metrics: [
        {
          name: 'conversion',
          unit: 'ratio',
          baseline: 0.855,
          source: { kind: 'json', path: '/m', timeout: 2000 },
        },
      ],
      probes: [
        { name: 'db', critical: false, every: 10_000 },
        { name: 'health', kind: 'live', path: '/health', critical: true, failures: 3 },
      ],
      prepare: [{ name: 'Migrate', timeout: 300_000, undo: ['node', 'undo.js'] }],
      routing: {
        header: 'X-Version',
        sticky: { cookie: 'shop', lasts: 86_400_000 },
        segments: [{ name: 'staff', header: 'X-Staff', values: ['yes'], weight: 100 }],
      },
    });
  });

  it('lets an environment say things differently', () => {
    const routers = changed(
      'environments:',
      '  far: { kind: embedded, listen: "127.0.0.1:8081" }\nenvironments:',
    );
    const two = changed('  demo: {}', '  demo: {}\n  live: {}', routers);
    const text = changed(
      '    stable: v1',
      '    stable: v1\n    traffic: { router: edge }\n    environments:\n      demo:\n      live: { traffic: { router: far, route: live }, superseding: queue }',
      two,
    );
    const { config } = loaded(text);
    const live = compilePlan(config, { ...wish, environment: 'live' });
    expect(live).toMatchObject({
      plan: { routing: { route: 'live', router: 'far' }, superseding: 'queue' },
    });
    expect(compilePlan(config, wish)).toMatchObject({
      plan: { routing: { route: 'shop' }, superseding: 'refuse' },
    });
  });
});

describe('an unknown wish is refused with what is known', () => {
  const { config } = loaded(small);
  it.each([
    [
      { ...wish, service: 'shp' },
      'no-such-service',
      'There is no service `shp`. Did you mean `shop`? Services: `shop`.',
    ],
    [
      { ...wish, version: 'v22' },
      'no-such-version',
      '`shop` in demo has no version `v22`. Did you mean `v2`? Versions: `v1`, `v2`.',
    ],
    [
      { ...wish, environment: 'production' },
      'no-such-environment',
      '`shop` does not run in `production`. It runs in `demo`.',
    ],
    [
      { ...wish, service: 'constructor' },
      'no-such-service',
      'There is no service `constructor`. Services: `shop`.',
    ],
  ])('%o', (unknown, code, sentence) => {
    expect(compilePlan(config, unknown)).toEqual({ kind: 'refused', code, sentence });
  });

  it('lists ten versions at most, commits shortened', () => {
    const [slot] = config.slots;
    const target = slot?.versions[0];
    const versions = Array.from({ length: 12 }, (_, index) => ({
      ...target,
      version: index.toString(16).repeat(40),
    }));
    const many = { ...config, slots: [{ ...slot, versions }] } as unknown as typeof config;
    const refused = compilePlan(many, { ...wish, version: 'v22' });
    const sentence = refused.kind === 'refused' ? refused.sentence : '';
    expect(sentence).toContain('Versions: `000000000000`, `111111111111`, ');
    expect(sentence).toMatch(/`999999999999` and 2 more\.$/);
  });
});

describe('what others ask of the configuration', () => {
  const { config } = loaded(small);
  const slot = { service: ServiceName.parse('shop'), environment: EnvironmentName.parse('demo') };

  it('is who is stable, what a second rollout meets and which versions there are', () => {
    expect(slotRules(config, slot)).toEqual({
      superseding: 'refuse',
      stable: { version: 'v1', url: 'http://127.0.0.1:9001' },
      production: false,
    });
    expect(versionsOf(config, slot)).toEqual(['v1', 'v2']);
    expect(slotRules(config, { ...slot, environment: EnvironmentName.parse('elsewhere') })).toBeNull();
  });

  it('is who people are and what roles may do', () => {
    expect(config.people[1]).toEqual({
      id: 'bo',
      name: 'bo',
      roles: ['developer', 'lead'],
      accounts: { console: 'bo', terminal: 'bo' },
      contact: null,
    });
    expect(config.access).toEqual({
      general: {
        explain: 'anyone',
        ask: 'anyone',
        status: 'anyone',
        deploy: ['developer'],
        'prepare-migration': ['developer'],
        approve: ['lead'],
      },
      environments: { demo: {} },
    });
  });

  it('reads versions as they are written, never as numbers', () => {
    const text = changed(
      '{ v1: "http://127.0.0.1:9001", v2: "http://127.0.0.1:9002" }',
      '{ 1.10: "http://127.0.0.1:9001", 1.20: "http://127.0.0.1:9002" }',
    );
    const { config } = loaded(changed('stable: v1', 'stable: "1.10"', text));
    expect(versionsOf(config, slot)).toEqual(['1.10', '1.20']);
  });
});
