import { describe, expect, it } from 'vitest';
import { diagnosticsOf, loaded, small } from './configuration.ts';

const said = (model: string) => `${small}documents:\n  model:\n${model.replaceAll(/^/gm, '    ')}\n`;

const whole = `provider: anthropic
api_key: { env: ANTHROPIC_API_KEY }
names: { small: little, large: big }
prices:
  as_of: 2026-11-01
  per_million_tokens:
    little: { input: 1, output: 5 }
    big: { input: 4, output: 20, cache_write: 8, cache_read: 0.4 }`;

it('a file may say nothing of a model, and templates draft alone', () => {
  expect(loaded(small).config.model).toBeNull();
  expect(loaded(`${small}documents: {}\n`).config.model).toBeNull();
});

it('a model has budgets without being told, and an estimate of what caching costs that is not too low', () => {
  expect(loaded(said(whole)).config.model).toEqual({
    provider: 'anthropic',
    apiKey: { env: 'ANTHROPIC_API_KEY' },
    baseUrl: null,
    names: { small: 'little', large: 'big' },
    pricesAsOf: Date.UTC(2026, 10, 1),
    prices: {
      small: { input: 1, output: 5, cacheWrite: 1.25, cacheRead: 1 },
      large: { input: 4, output: 20, cacheWrite: 8, cacheRead: 0.4 },
    },
    caps: { rollout: 1, person: 5, day: 20 },
    timeout: null,
  });
});

it('budgets, a timeout and an address may be said', () => {
  const more = `${whole}
base_url: http://127.0.0.1:4010
budget_per_rollout: 0
budget_per_person_and_day: 0.5
budget_per_day: 3
timeout: 20s`;
  expect(loaded(said(more)).config.model).toMatchObject({
    baseUrl: 'http://127.0.0.1:4010',
    caps: { rollout: 0, person: 0.5, day: 3 },
    timeout: 20_000,
  });
});

describe('what cannot be', () => {
  it('no prices: the sentence says why they are needed and how they are written', () => {
    const text = said(whole.replace(/prices:.*/s, ''));
    expect(diagnosticsOf(text)).toEqual([
      expect.objectContaining({
        code: 'prices-missing',
        path: 'documents.model',
        sentence: expect.stringMatching(/no budget can be kept.*`little` and `big` cost, .*little: \{ input/),
      }),
    ]);
  });

  it('no price of one model', () => {
    const text = said(whole.replace(/\n {4}big.*/, ''));
    expect(diagnosticsOf(text)).toEqual([
      expect.objectContaining({ code: 'prices-missing', sentence: expect.stringContaining('`big` costs') }),
    ]);
  });

  it.each([
    ['an address that is not encrypted', `${whole}\nbase_url: http://models.example.com`, 'base_url'],
    [
      'an address that only looks like this machine',
      `${whole}\nbase_url: http://127.0.0.1.example.com`,
      'url',
    ],
    ['a date that is none', whole.replace('2026-11-01', '2026-02-31'), 'as_of'],
    ['a price below nothing', whole.replace('input: 1', 'input: -1'), 'input'],
    ['a budget below nothing', `${whole}\nbudget_per_day: -1`, 'budget_per_day'],
    ['another provider', whole.replace('anthropic', 'somebody'), 'provider'],
    ['no time at all', `${whole}\ntimeout: 0s`, 'timeout'],
  ])('%s', (_, model, key) => {
    expect(diagnosticsOf(said(model))).toEqual([
      expect.objectContaining({ severity: 'error', path: expect.stringContaining(key) }),
    ]);
  });

  it('a key in the file itself is not repeated', () => {
    const found = diagnosticsOf(said(whole.replace('{ env: ANTHROPIC_API_KEY }', 'sk-ant-abcdef')));
    expect(found).toEqual([expect.objectContaining({ code: 'secret-literal' })]);
    expect(JSON.stringify(found)).not.toContain('abcdef');
  });
});

it('what else stands under documents is refused by its own name until it is built', () => {
  expect(diagnosticsOf(`${small}documents: { final_report: { sections: [a] } }\n`)).toEqual([
    expect.objectContaining({ path: expect.stringContaining('documents.final_report') }),
  ]);
});
