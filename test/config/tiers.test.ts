import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../src/config/compile.ts';
import { changed, diagnosticsOf, loaded, small } from './configuration.ts';

const tiered = changed(
  'services:\n',
  `places:
  console: { kind: console }
  code:
    kind: github
    repository: acme/shop
    app: "4711"
    private_key: { env: GITHUB_KEY }
    webhook_secret: { env: GITHUB_SECRET }
plans:
  careful:
    stages:
      - { weight: 1%, hold: 30m }
      - { weight: 100%, hold: 30m }
    rollback_when: [error-rate > 5% for 1m]
checklists:
  high: { items: [Rollback is rehearsed] }
tiers:
  low: {}
  medium: { approval: { approvals: 1, of: lead } }
  high:
    plan: careful
    checklist: high
    approval: { approvals: 1, of: lead }
    sign_offs: developer
    observe_at_least: 4h
    notice: 24h
    tell: lead
scopes:
  - { paths: ["src/"], tier: medium }
  - { paths: ["docs/", "*.md"], tier: low }
  - paths: ["src/payments/**"]
    tier: high
    risk: critical
    approval: { approvals: 2, of: lead, requester_may_approve: true }
    checks: [PCI compliance, "ci: fraud, pci", { item: Looked at twice, required: false }]
services:
`,
  changed(
    '    stable: v1\n',
    '    stable: v1\n    repository: acme/shop\n',
    changed(
      '  approve: lead\n',
      '  approve: [lead, developer]\n  tick: lead\n',
      changed('  cy:', '  dee: { roles: [lead] }\n  cy:'),
    ),
  ),
);

function planOf(files: readonly string[] | null, text = tiered, raisedTo: string | null = null) {
  const changes = files === null ? { files: [], missing: 'GitHub is away' } : { files, missing: null };
  const compiled = compilePlan(loaded(text).config, {
    service: 'shop',
    version: 'v2',
    environment: 'demo',
    risk: { changed: changes, raisedTo },
  });
  if (compiled.kind !== 'plan') throw new Error(compiled.sentence);
  return compiled.plan;
}

describe('the plan of a release', () => {
  it('is the usual one where nothing risky changes, but says its tier', () => {
    const plan = planOf(['docs/a']);
    expect(plan.stages.map(({ hold }) => hold)).toEqual([300_000, 300_000]);
    expect(plan.entry).toBeUndefined();
    expect(plan.before).toBeUndefined();
    expect(plan.risk).toMatchObject({ tier: 'low', because: 'paths', demands: [] });
  });

  it('asks for approval before anything begins where its tier does', () => {
    expect(planOf(['src/a.ts']).entry).toMatchObject({ approvals: 1, roles: ['lead'] });
  });

  it('has the stages, the checks, the people and the notice of the highest tier', () => {
    const plan = planOf(['src/payments/charge.ts', 'docs/a']);
    expect(plan.stages.map(({ weight, hold }) => [weight, hold])).toEqual([
      [1, 7_200_000],
      [100, 7_200_000],
    ]);
    expect(plan.entry).toMatchObject({
      approvals: 2,
      roles: ['lead'],
      each: ['developer'],
      requesterMayApprove: false,
      expiresAfter: 86_400_000,
    });
    expect(plan.before?.boxes.map(({ text, required, evidence }) => [text, required, evidence])).toEqual([
      ['Rollback is rehearsed', true, null],
      ['PCI compliance', true, null],
      ['CI is green: fraud, pci', true, { kind: 'ci', names: ['fraud', 'pci'] }],
      ['Looked at twice', false, null],
    ]);
    expect(plan.risk).toMatchObject({
      tier: 'high',
      notice: 86_400_000,
      demands: [
        'PCI compliance',
        'CI is green: fraud, pci',
        'Looked at twice',
        'observation for at least 4h (holds of 1h are stretched to 4h)',
      ],
    });
    expect(plan.announcements).toEqual([
      {
        when: 'before-start',
        through: ['console', 'code'],
        message:
          'For lead: {service} {version} to {environment} is of tier high and begins in 1d at the earliest.',
      },
    ]);
  });

  it('asks for what the plan itself asks for too', () => {
    const text = changed('  careful:\n', '  careful:\n    entry: { approvals: 1, of: developer }\n', tiered);
    expect(planOf(['src/payments/charge.ts'], text).entry).toMatchObject({
      approvals: 2,
      roles: ['lead'],
      each: ['developer'],
    });
  });

  it('is that of the highest tier where nobody knows what changes, and has no checks of scopes', () => {
    const plan = planOf(null);
    expect(plan.risk).toMatchObject({ tier: 'high', because: 'unknown', unknown: 'GitHub is away' });
    expect(plan.entry).toMatchObject({ approvals: 1 });
  });

  it('is that of the tier that says so where nobody knows what changes', () => {
    const text = changed('  medium: {', '  medium: { when_unknown: true,', tiered);
    expect(planOf(null, text).risk).toMatchObject({ tier: 'medium' });
  });

  it('says the same with another hash when the tier is another', () => {
    expect(planOf(['docs/a']).hash).not.toBe(planOf(['other']).hash);
    expect(planOf(['docs/a'], tiered, 'high').risk).toMatchObject({ tier: 'high', computed: 'low' });
  });

  it('knows nothing of tiers where none are declared', () => {
    const plan = planOf(['src/payments/a'], small);
    expect(plan.risk).toBeUndefined();
    expect(
      compilePlan(loaded(small).config, {
        service: 'shop',
        version: 'v2',
        environment: 'demo',
        risk: { changed: { files: [], missing: null }, raisedTo: 'high' },
      }),
    ).toMatchObject({ code: 'no-tiers' });
  });
});

describe('config check', () => {
  it('has nothing to say of the whole', () => {
    expect(diagnosticsOf(tiered)).toEqual([]);
  });

  it.each([
    ['"*.md"', '"!x"', 'bad-pattern', 'scopes[1].paths[1]'],
    ['"*.md"', '"a//b"', 'bad-pattern', 'scopes[1].paths[1]'],
    ['"*.md"', '"**"', 'scope-hidden', 'scopes[0].paths[0]'],
    ['tier: high\n', 'tier: hihg\n', 'unknown-reference', 'scopes[2].tier'],
    ['plan: careful', 'plan: carefull', 'unknown-reference', 'tiers.high.plan'],
    ['low: {}', 'low: { approval: { approvals: 9, of: lead } }', 'quorum-too-large', 'tiers.low.approval'],
    ['approvals: 2, of: lead', 'approvals: 7, of: lead', 'quorum-too-large', 'scopes[2].approval'],
    ['low: {}', 'low: { first_in: prod }', 'unknown-reference', 'tiers.low.first_in'],
    ['  demo: {}', '  demo: { first_in: demo }', 'first-in-circle', 'environments.demo.first_in'],
    ['    notice: 24h\n', '', 'missing-key', 'tiers.high.tell'],
    ['tell: lead', 'tell: nobody', 'unknown-reference', 'tiers.high.tell'],
    ['low: {}', 'low: { usual: true }\n  mid: { usual: true }', 'said-twice', 'tiers.mid.usual'],
    [
      '  low: {}',
      '  low: { plan: none, observe_at_least: 1h }',
      'nothing-to-stretch',
      'tiers.low.observe_at_least',
    ],
    [
      '    repository: acme/shop\n    app',
      '    repository: acme/other\n    app',
      'files-unknown',
      'services.shop',
    ],
  ])('%s as %s: %s', (from, to, code, path) => {
    const none = 'plans:\n  none: { stages: [{ weight: 100%, hold: 0s }] }\n';
    const text = to.includes('plan: none') ? changed('plans:\n', none, tiered) : tiered;
    expect(diagnosticsOf(changed(from, to, text)).map((one) => [one.code, one.path])).toContainEqual([
      code,
      path,
    ]);
  });

  it('refuses approvals that one gate cannot ask for together', () => {
    const text = changed(
      'approval: { approvals: 1, of: lead }\n    sign',
      'approval: { approvals: 1, of: [lead, developer] }\n    sign',
      tiered,
    );
    const other = changed('  cy: { roles: [lead] }', '  cy: { roles: [lead, ops] }', text);
    expect(
      diagnosticsOf(changed('approvals: 2, of: lead', 'approvals: 1, of: [lead, ops]', other)).map(
        ({ code }) => code,
      ),
    ).toContain('approvals-differ');
  });

  it('knows that a service never comes to where it must first be elsewhere', () => {
    const text = changed('  demo: {}', '  demo: { first_in: staging }\n  staging: {}', tiered);
    expect(
      diagnosticsOf(
        changed('    stable: v1\n', '    stable: v1\n    environments: { demo: {} }\n', text),
      ).map(({ code }) => code),
    ).toContain('first-in-missing');
  });
});
