import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../src/config/compile.ts';
import { loadConfig } from '../../src/config/load.ts';
import { changed, diagnosticsOf, loaded, small } from './configuration.ts';

const listed = changed(
  'services:\n',
  `checklists:
  ready:
    title: Ready to go
    items: [Support was told, { item: CI is green, evidence: "ci: build, lint" }]
  first:
    extends: ready
    items:
      - { item: Errors are few, evidence: error-rate }
      - { item: Looked at dashboards, evidence: https://dash.example, required: false }
      - { item: Everybody agrees, evidence: approval }
records: { before: ready, after: ready }
documents: { checklist: { success_criteria: [error-rate < 1%], notes: [Nobody complains] } }
services:
`,
  changed(
    '{ weight: 10%, hold: 5m }',
    '{ weight: 10%, hold: 5m, then: ask, checklist: first }',
    changed('  approve: lead\n', '  approve: lead\n  tick: lead\n'),
  ),
);

function planOf(text: string) {
  const compiled = compilePlan(loaded(text).config, { service: 'shop', version: 'v2', environment: 'demo' });
  if (compiled.kind !== 'plan') throw new Error(compiled.sentence);
  return compiled.plan;
}

describe('checklists', () => {
  it('are frozen into the plan, with ids of their own for every stage', () => {
    const { before, after, stages, named } = planOf(listed);
    expect(before).toEqual({
      title: 'Ready to go',
      boxes: [
        {
          id: 'start/support-was-told',
          text: 'Support was told',
          required: true,
          evidence: null,
          proof: null,
        },
        {
          id: 'start/ci-is-green',
          text: 'CI is green',
          required: true,
          evidence: { kind: 'ci', names: ['build', 'lint'] },
          proof: 'ci: build, lint',
        },
      ],
    });
    expect(after?.boxes.map(({ id }) => id)).toEqual(['end/support-was-told', 'end/ci-is-green']);
    expect(stages[0]?.checklist?.boxes.map(({ id, required, evidence }) => [id, required, evidence])).toEqual(
      [
        ['stage-1/support-was-told', true, null],
        ['stage-1/ci-is-green', true, { kind: 'ci', names: ['build', 'lint'] }],
        ['stage-1/errors-are-few', true, { kind: 'checks', checks: ['rollback: error-rate > 5% for 1m'] }],
        ['stage-1/looked-at-dashboards', false, null],
        ['stage-1/everybody-agrees', true, { kind: 'approval' }],
      ],
    );
    expect(stages[1]?.checklist).toBeUndefined();
    expect(named).toEqual({ criteria: ['error-rate < 1%'], notes: ['Nobody complains'] });
  });

  it('leave the plan and its hash alone where there are none', () => {
    const plan = planOf(small);
    for (const key of ['before', 'after', 'named']) expect(plan).not.toHaveProperty(key);
    expect(plan.stages[0]).not.toHaveProperty('checklist');
    expect(plan.rollback).not.toHaveProperty('tasks');
  });

  it('join the checklist of an approval to that of its stage', () => {
    const text = changed(
      'then: ask, checklist: first',
      'then: { approvals: 1, of: lead, checklist: ready }',
      listed,
    );
    expect(planOf(text).stages[0]?.checklist?.boxes.map(({ id }) => id)).toEqual([
      'stage-1/support-was-told',
      'stage-1/ci-is-green',
    ]);
  });

  it.each([
    ['a probe that is none', 'error-rate', 'probe ready', 'evidence-unseen'],
    ['a budget that is none', 'error-rate', 'budget availability', 'evidence-unseen'],
    ['a step that is none', 'error-rate', 'step migrate', 'evidence-unseen'],
    ['a check that is none', 'error-rate', 'check error-rate < 2%', 'evidence-unseen'],
    ['a list that extends itself', 'extends: ready', 'extends: first', 'checklist-circle'],
  ])('refuse %s', (_, from, to, code) => {
    const mistakes = diagnosticsOf(
      changed(
        from === 'error-rate' ? 'evidence: error-rate' : from,
        from === 'error-rate' ? `evidence: ${to}` : to,
        listed,
      ),
    );
    expect(mistakes.map((one) => one.code)).toContain(code);
  });

  it('warn of a word that is nearly the name of a metric', () => {
    const text = changed('evidence: error-rate', 'evidence: errorrate', listed);
    const loaded = loadConfig('belay.yml', () => text);
    expect(loaded).toMatchObject({
      kind: 'config',
      warnings: [{ code: 'evidence-for-people', suggestion: 'error-rate' }],
    });
  });

  it('refuse an approval where nobody is asked', () => {
    const text = changed('then: ask, checklist', 'checklist', listed);
    expect(diagnosticsOf(text)).toMatchObject([{ code: 'evidence-unseen' }]);
  });

  it('are refused where nobody may tick them', () => {
    expect(diagnosticsOf(changed('  tick: lead\n', '', listed))).toMatchObject([{ code: 'nobody-ticks' }]);
  });

  it('tell two boxes with the same beginning apart', () => {
    const long = 'x'.repeat(60);
    const text = changed('Support was told', `${long}1, ${long}2`, listed);
    const ids = planOf(text).before?.boxes.map(({ id }) => id) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('follow-up tasks stand in the plan of a rollback, and nobody who may say that they are done is a warning', () => {
  const text = changed(
    '      rollback_when:',
    '      rollback: { afterwards: { tasks: { within: 24h, list: [Root cause found, Team told] } } }\n      rollback_when:',
  );
  expect(planOf(text).rollback.tasks).toEqual({
    within: 86_400_000,
    list: [
      { id: 'root-cause-found', text: 'Root cause found' },
      { id: 'team-told', text: 'Team told' },
    ],
  });
  expect(diagnosticsOf(text)).toMatchObject([{ code: 'nobody-does', severity: 'warning' }]);
});
