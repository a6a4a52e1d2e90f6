import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../src/config/compile.ts';
import { changed, diagnosticsOf, loaded, small } from './configuration.ts';

const hold = 'hold: 5m }\n        - { weight: 100';
const last = '- { weight: 100%, hold: 5m }\n';

function plan(text: string) {
  const compiled = compilePlan(loaded(text).config, { service: 'shop', version: 'v2', environment: 'demo' });
  if (compiled.kind === 'refused') throw new Error(compiled.sentence);
  return compiled.plan;
}

function gated(then: string): string {
  return changed(hold, `hold: 5m, then: ${then} }\n        - { weight: 100`);
}

describe('a gate', () => {
  it('asks one of each role, by people who do not count twice', () => {
    expect(
      plan(gated('{ each: [developer, lead] }').replace('approve: lead', 'approve: anyone')).stages[0]?.gate,
    ).toMatchObject({
      approvals: 0,
      each: ['developer', 'lead'],
      requesterMayApprove: false,
    });
  });

  it('asks everybody who holds a role by name', () => {
    expect(plan(gated('{ of: lead, consensus: true }')).stages[0]?.gate).toMatchObject({
      approvals: 0,
      everybody: ['bo', 'cy'],
    });
  });

  it('says what is confirmed, when people are reminded and who hears of it when nobody decides', () => {
    const text = gated(
      '{ approvals: 1, of: lead, requires: [told], expires: 4h, remind: [5m, 30m], escalate: { after: 1h, tell: leads, page: true }, announce: leads, page_when: critical }',
    ).replace('routers:', 'places:\n  leads: { kind: console }\nrouters:');
    expect(plan(text).stages[0]?.gate).toMatchObject({
      confirms: ['told'],
      remindBefore: [1_800_000, 300_000],
      escalate: { after: 3_600_000, places: ['leads'], page: true },
      announce: ['leads'],
      page: 'critical',
    });
  });

  it('reminds a quarter of an hour before, where people have an hour', () => {
    expect(plan(gated('ask')).stages[0]?.gate?.remindBefore).toEqual([900_000]);
    expect(plan(gated('{ approvals: 1, of: lead, expires: 59m }')).stages[0]?.gate).not.toHaveProperty(
      'remindBefore',
    );
    expect(plan(gated('{ approvals: 1, of: lead, remind: [] }')).stages[0]?.gate).not.toHaveProperty(
      'remindBefore',
    );
  });

  it('stands before the beginning and before a rollback by hand', () => {
    const text = changed(
      '      stages:\n',
      '      entry: ask\n      rollback: { approval: { approvals: 1, of: lead } }\n      stages:\n',
    );
    expect(plan(text)).toMatchObject({
      entry: { approvals: 1, requesterMayApprove: true },
      rollback: { approval: { approvals: 1, roles: ['lead'] } },
    });
  });

  it('is a round of sign-offs at the end, also of a plan that ends below 100 %', () => {
    const text = changed(
      last,
      '- { weight: 50%, hold: 5m }\n      ending: { review: [peak p99], decide: [go-on, extend], sign_offs: lead }\n',
    );
    expect(plan(text).stages.at(-1)?.gate).toEqual({
      approvals: 0,
      roles: [],
      requesterMayApprove: true,
      expiresAfter: 86_400_000,
      onReject: 'roll_back',
      onExpiry: 'roll_back',
      remindBefore: [900_000],
      each: ['lead'],
      decides: ['go-on', 'extend'],
      review: ['peak p99'],
    });
  });

  it.each([
    ['{ each: [lead, lead, lead] }', 'each-unmatched', 'too few different people'],
    ['{ each: [developer, lead, lead] }', 'each-unmatched', 'nobody counts for two roles'],
    ['{ each: [lead, lead, lead] }', 'each-unmatched', 'Give one of the roles to somebody else.'],
    ['{ each: [developr] }', 'unknown-reference', 'developr'],
    ['{ consensus: true }', 'consensus-of-nobody', 'nobody who could agree'],
    ['{ of: developer, consensus: true }', 'consensus-barred', 'the agreement of ana'],
    ['{ approvals: 1, of: lead, expires: 30m, remind: [1h] }', 'reminder-early', '30m in all'],
    [
      '{ approvals: 1, of: lead, expires: 30m, escalate: { after: 30m } }',
      'escalation-late',
      'expires after 30m',
    ],
    ['{ approvals: 3, of: lead }', 'quorum-too-large', '2 people'],
    ['{ approvals: 3, of: lead }', 'quorum-too-large', 'Give the role to more people, or ask for fewer'],
  ])('is looked at early: %s', (then, code, words) => {
    const found = diagnosticsOf(gated(then)).find((one) => one.code === code);
    expect(found?.sentence).toContain(words);
    expect(found?.path).toContain('stages[0].then');
    expect(found?.line).toBeGreaterThan(0);
  });

  it.each([
    ['      entry: { approvals: 3, of: lead }\n', 'quorum-too-large', 'services.shop.plan.entry'],
    [
      '      rollback: { approval: { approvals: 3, of: lead } }\n',
      'quorum-too-large',
      'services.shop.plan.rollback.approval',
    ],
    [
      '      rollback: { approval: { approvals: 1, on_expiry: hold } }\n',
      'unknown-key',
      'services.shop.plan.rollback.approval.on_expiry',
    ],
    [
      '      ending: { review: [p99], decide: [go-on], sign_offs: [lead, lead, lead] }\n',
      'each-unmatched',
      'services.shop.plan.ending.sign_offs',
    ],
  ])('is looked at where it stands: %s', (line, code, path) => {
    const text = changed('      stages:\n', `${line}      stages:\n`);
    expect(diagnosticsOf(text).map((one) => [one.code, one.path])).toContainEqual([code, path]);
  });

  it('leaves a plan without it as it was', () => {
    const { entry, rollback, stages } = plan(small);
    expect({ entry, approval: rollback.approval, gates: stages.map(({ gate }) => gate) }).toEqual({
      gates: [null, null],
    });
  });
});
