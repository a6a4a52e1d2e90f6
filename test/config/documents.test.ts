import { expect, test } from 'vitest';
import { compilePlan } from '../../src/config/compile.ts';
import { loaded, small } from './configuration.ts';

/** What a rollout writes that starts with this said of documents. */
function written(said: string) {
  const { config } = loaded(said === '' ? small : `${small}documents: ${said}\n`);
  const compiled = compilePlan(config, { service: 'shop', version: 'v2', environment: 'demo' });
  if (compiled.kind !== 'plan') throw new Error(compiled.sentence);
  return compiled.plan;
}

test('a file that says nothing of them leaves plans and their hashes as they were', () => {
  const plan = written('');
  expect(plan.documents).toBeUndefined();
  expect(written('{ pdf: true }').hash).toBe(plan.hash);
});

test('each kind is switched on and off by itself, and the others stay as usual', () => {
  const usual = ['checklist', 'go-no-go', 'incident', 'root-cause', 'report'];
  expect(written('{ go_no_go: false }').documents).toEqual(usual.filter((kind) => kind !== 'go-no-go'));
  expect(written('{ checklist: false }').documents).toEqual(usual.filter((kind) => kind !== 'checklist'));
  expect(written('{ final_report: false }').documents).toEqual(usual.filter((kind) => kind !== 'report'));
  expect(written('{ incident_report: false }').documents).toEqual(['checklist', 'go-no-go', 'report']);
  expect(written('{ stage_report: true, ab_comparison: true }').documents).toEqual([
    'checklist',
    'stage-report',
    'go-no-go',
    'incident',
    'root-cause',
    'comparison',
    'report',
  ]);
});

test('what is written is frozen with the plan', () => {
  expect(written('{ stage_report: true }').hash).not.toBe(written('').hash);
});

test('reports go to the places as PDF only when the file asks for it', () => {
  expect(loaded(small).config.documents).toMatchObject({ pdf: false });
  expect(loaded(`${small}documents: { pdf: true }\n`).config.documents).toMatchObject({ pdf: true });
});

test('questions that the help suggests stand in the file', () => {
  expect(loaded(small).config.documents.questions).toEqual([]);
  const asked = `${small}documents: { questions: ["is checkout fast enough?"] }\n`;
  expect(loaded(asked).config.documents.questions).toEqual(['is checkout fast enough?']);
});
