import { describe, expect, it } from 'vitest';
import { changed, diagnosticsOf, loaded, small } from './configuration.ts';

function told(part: string): string {
  return changed('services:\n', `communications:\n${part}services:\n`);
}

const own = `  needed_for: [redesign]
  templates:
    maintenance:
      subject: "{service} is being looked after"
      body: "From {start} on."
      through: console
      ahead: 48h
`;

describe('what customers are told', () => {
  it('is the usual where the file says nothing', () => {
    const { neededFor, templates } = loaded(small).config.communications;
    expect(neededFor).toContain('breaking-change');
    expect(neededFor).not.toContain('bug-fix');
    expect(templates.map(({ name, ahead, updateEvery }) => [name, ahead, updateEvery])).toEqual([
      ['maintenance', 86_400_000, null],
      ['feature', 3_600_000, null],
      ['incident', 0, 1_800_000],
    ]);
  });

  it('is what the file says, and the built-in templates beside its own', () => {
    const { neededFor, templates } = loaded(told(own)).config.communications;
    expect(neededFor).toEqual(['redesign']);
    expect(templates.map(({ name, ahead, through }) => [name, ahead, through])).toEqual([
      ['maintenance', 172_800_000, ['console']],
      ['feature', 3_600_000, []],
      ['incident', 0, []],
    ]);
  });

  it('names a variable that nothing fills in, with its line', () => {
    const text = told(own.replace('{start}', '{strat}'));
    expect(diagnosticsOf(text)).toMatchObject([
      { code: 'unknown-variable', line: text.split('\n').findIndex((one) => one.includes('{strat}')) + 1 },
    ]);
  });

  it('says that a link is not supported yet', () => {
    expect(diagnosticsOf(told(own.replace('{start}', '{link}')))).toMatchObject([
      { code: 'not-supported-yet' },
    ]);
  });

  it('refuses a change that is needed and not needed', () => {
    const text = told(`  not_needed_for: [refactor, redesign]\n${own}`);
    expect(diagnosticsOf(text)).toMatchObject([{ code: 'change-twice' }]);
  });
});

describe('who is told at which point', () => {
  const said =
    '  announcements:\n    - { when: rollback, through: console, message: "{service} goes back" }\n';

  it('is frozen with the plan', () => {
    const [slot] = loaded(told(said)).config.slots;
    expect(slot?.plan.announcements).toEqual([
      { when: 'rollback', through: ['console'], message: '{service} goes back' },
    ]);
    expect(loaded(small).config.slots[0]?.plan).not.toHaveProperty('announcements');
  });

  it('names a variable that nothing fills in', () => {
    expect(diagnosticsOf(told(said.replace('{service}', '{servce}')))).toMatchObject([
      { code: 'unknown-variable', sentence: expect.stringContaining('Did you mean `{service}`?') },
    ]);
  });

  it('is no place that customers read', () => {
    const places = `places:
  console: { kind: console }
  customers: { kind: email, to: [a@example.com], from: b@example.com, server: "127.0.0.1:25" }
`;
    const text = changed('services:\n', `${places}services:\n`, told(said.replace('console', 'customers')));
    expect(diagnosticsOf(text)).toMatchObject([
      { code: 'not-supported-yet', sentence: expect.stringContaining('`customers` (email)') },
    ]);
  });
});
