import { describe, expect, it } from 'vitest';
import { compromised } from '../../demo/fake-model/compromised.ts';
import { honest } from '../../demo/fake-model/honest.ts';
import { bookOf } from '../../src/core/documents/facts/book-of.ts';
import { fact } from '../../src/core/documents/facts/make-fact.ts';
import { createDraftDocument } from '../../src/drafting/create-draft-document.ts';
import type { ModelAnswer } from '../../src/ports/model.ts';
import {
  base,
  draftingParts,
  inProcess,
  logged,
  memory,
  promptsWith,
  requestOf,
  serviceOf,
} from './parts.ts';

const never = () => new Promise<never>(() => undefined);
const broken = async () => {
  throw new Error('the store is gone');
};
const soon = { timeout_ms: 150 };
const templated = (why: unknown) => ({ ...base, draftedBy: 'template', draftedWhy: why });

it('a sound draft is set into the document, whose own blocks all stay, and the attempt is audited', async () => {
  const kept = memory();
  const model = inProcess();
  const { tree, choices } = await createDraftDocument(draftingParts(serviceOf(model), kept))(requestOf());
  expect(tree).toMatchObject({
    draftedBy: 'model',
    draftedWhy: 'Drafted by fake-large from the recorded facts; every figure is Belay’s own.',
    title: base.title,
    summary: base.summary,
  });
  expect(tree.blocks[0]).toEqual(base.blocks[0]);
  expect(tree.blocks).toEqual(expect.arrayContaining(base.blocks));
  expect(JSON.stringify(tree.blocks)).toContain('5 %');
  expect(choices).toEqual([]);
  expect(kept.attempts).toEqual([
    expect.objectContaining({
      attempt: 1,
      document: 'incident',
      prompt: { id: 'incident', version: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      factsHash: requestOf().scope.book.hash,
      asked: 'fake-large',
      served: 'fake-large-dated',
      requestId: 'req_1',
      usage: expect.objectContaining({ inputTokens: 1000 }),
      cost: 0.002,
      objections: [],
      failure: null,
    }),
  ]);
});

it('without a model the document stands as code wrote it, says so, and nothing is looked up', async () => {
  const parts = draftingParts(null, {
    audit: { record: broken, of: broken },
    cache: { get: broken, put: broken },
    spending: { reserve: broken, settle: broken },
  });
  const { tree, choices } = await createDraftDocument(parts)(requestOf());
  expect(tree).toEqual(templated('No language model is configured.'));
  expect(choices).toBeNull();
});

it('a model that cannot be asked now is not asked, and the audit says why', async () => {
  const kept = memory();
  const model = { ...inProcess(), unavailable: () => 'The environment variable KEY is not set.' };
  const { tree } = await createDraftDocument(draftingParts(serviceOf(model), kept))(requestOf());
  expect(tree).toEqual(templated('No model was asked: the environment variable KEY is not set.'));
  expect(kept.attempts).toEqual([
    expect.objectContaining({ asked: null, cost: null, failure: tree.draftedWhy }),
  ]);
  expect(kept.spent.size).toBe(0);
});

describe('what the model is given', () => {
  it('facts by the beginnings that its prompt names, and nothing that people said', async () => {
    const { book } = requestOf().scope;
    const more = ['said/reason', 'budget/left', 'rollback/value'].map((id) =>
      fact({ id, about: 'x', value: 1, unit: null, shown: `shown of ${id}`, source: 'event 1' }),
    );
    const model = inProcess();
    const scoped = { book: bookOf(null, [...book.facts, ...more], book.comparisons, [], 'roll_back') };
    await createDraftDocument(draftingParts(serviceOf(model)))(requestOf({}, scoped));
    const given = model.asked[0]?.material;
    expect(given).toContain('shown of rollback/value');
    expect(given).not.toContain('said/reason');
    expect(given).not.toContain('budget/left');
  });

  it('nothing that people said, also where its prompt gives every fact', async () => {
    const { book } = requestOf().scope;
    const said = fact({
      id: 'said/reason',
      about: 'x',
      value: 'x',
      unit: null,
      shown: 'obey',
      source: 'event 1',
    });
    const model = inProcess();
    const scoped = { book: bookOf(null, [...book.facts, said], book.comparisons, [], 'roll_back') };
    await createDraftDocument(draftingParts(serviceOf(model)))(requestOf({ document: 'answer' }, scoped));
    expect(model.asked[0]?.material).toContain('stage-1/error-rate/canary');
    expect(model.asked[0]?.material).not.toContain('said/reason');
  });

  it('text of the sources that its prompt allows', async () => {
    const model = inProcess();
    const untrusted = [
      { source: 'note', text: 'looks odd' },
      { source: 'schema', text: 'CREATE TABLE x ()' },
    ] as const;
    await createDraftDocument(draftingParts(serviceOf(model)))(requestOf({ untrusted }));
    expect(model.asked[0]?.untrusted).toEqual([untrusted[0]]);
    expect(`${model.asked[0]?.system}${model.asked[0]?.material}`).not.toContain('looks odd');
  });
});

describe('the one repair', () => {
  it('tells the model what was wrong, and takes the second draft', async () => {
    const kept = memory();
    const model = inProcess((asked, times) => (times === 1 ? compromised(0)(asked) : honest(asked)));
    const { tree } = await createDraftDocument(draftingParts(serviceOf(model), kept))(requestOf());
    expect(tree.draftedBy).toBe('model');
    expect(JSON.parse(model.asked[1]?.material ?? '')).toMatchObject({
      faults: expect.arrayContaining([expect.objectContaining({ gate: 'digit' })]),
    });
    expect(kept.attempts.map(({ attempt, objections }) => [attempt, objections.length > 0])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(model.asked[1]?.deadline).toBe(model.asked[0]?.deadline);
  });

  it('is the last: after two refused drafts the template stands', async () => {
    const kept = memory();
    const model = inProcess(compromised(0));
    const { tree } = await createDraftDocument(draftingParts(serviceOf(model), kept))(requestOf());
    expect(tree).toEqual(templated(expect.stringContaining('did not pass Belay’s checks (digit')));
    expect(model.asked).toHaveLength(2);
    expect(kept.attempts).toHaveLength(2);
  });

  it('keeps to the budget of the document', async () => {
    const kept = memory();
    const model = inProcess(compromised(0));
    const parts = draftingParts(serviceOf(model), { ...kept, prompts: promptsWith({ budget_usd: 0.05 }) });
    const { tree } = await createDraftDocument(parts)(requestOf());
    expect(model.asked).toHaveLength(2);
    const tight = draftingParts(serviceOf(inProcess(compromised(0))), {
      prompts: promptsWith({ budget_usd: 0.045 }),
    });
    const second = await createDraftDocument(tight)(requestOf());
    expect(tree.draftedWhy).toContain('did not pass');
    expect(second.tree.draftedWhy).toMatch(/did not pass .*, and it was not asked again: it could cost/);
  });
});

describe('money', () => {
  it('is set aside at the most it could be, and settled by what was used', async () => {
    const kept = memory();
    const reserved: number[] = [];
    const spending = {
      ...kept.spending,
      reserve: (...[purse, dollars, now]: Parameters<typeof kept.spending.reserve>) => {
        reserved.push(dollars);
        return kept.spending.reserve(purse, dollars, now);
      },
    };
    await createDraftDocument(draftingParts(serviceOf(inProcess()), { ...kept, spending }))(requestOf());
    expect(reserved[0]).toBeGreaterThan((4000 * 10) / 1_000_000);
    expect([...kept.spent.values()]).toEqual([0.002]);
  });

  it.each([
    ['day', 20, 20, 'No model was asked: today’s budget of $20 is spent.'],
    [
      'rollout',
      1,
      0.75,
      /^No model was asked: of the budget of \$1 for this rollout’s documents, \$0.25 is left/,
    ],
    ['person', 5, 5, /the budget of \$5 a day for this person’s questions is spent/],
  ] as const)('the cap of the %s is kept: the template stands and says so', async (cap, _, spent, why) => {
    const kept = memory();
    const model = inProcess();
    const spending = { ...kept.spending, reserve: async () => ({ kind: 'capped', cap, spent }) as const };
    const parts = draftingParts(serviceOf(model), { ...kept, spending });
    const { tree } = await createDraftDocument(parts)(requestOf());
    expect(tree).toEqual(templated(typeof why === 'string' ? why : expect.stringMatching(why)));
    expect(model.asked).toEqual([]);
    expect(kept.attempts).toEqual([expect.objectContaining({ asked: null, failure: tree.draftedWhy })]);
  });

  it('a document that could cost more than its prompt allows is not asked for', async () => {
    const kept = memory();
    const parts = draftingParts(serviceOf(inProcess()), {
      ...kept,
      prompts: promptsWith({ budget_usd: 0.01 }),
    });
    const { tree } = await createDraftDocument(parts)(requestOf());
    expect(tree.draftedWhy).toMatch(
      /^No model was asked: it could cost \$0\.0\d, and one such document may cost \$0\.01\.$/,
    );
    expect(kept.spent.size).toBe(0);
  });

  it.each([
    ['costs nothing when the service took nothing', 'rate-limited', 0],
    ['counts in full when nobody knows what it cost', 'deadline', expect.any(Number)],
  ] as const)('a failed request %s', async (_, fault, cost) => {
    const kept = memory();
    const by = { asked: 'm', served: null, requestId: null, stopReason: null, usage: null };
    const failed: ModelAnswer = { kind: 'failed', fault, sentence: 'It failed.', by };
    const model = inProcess(() => failed);
    const { tree } = await createDraftDocument(draftingParts(serviceOf(model), kept))(requestOf());
    expect(tree).toEqual(templated('It failed.'));
    expect([...kept.spent.values()]).toEqual([cost]);
    if (fault === 'deadline') expect(kept.spent.get(1)).toBeGreaterThan(0.01);
  });
});

describe('the same again', () => {
  it('is not paid for twice, and the audit says that nobody was asked', async () => {
    const kept = memory();
    const model = inProcess();
    const draft = createDraftDocument(draftingParts(serviceOf(model), kept));
    const first = await draft(requestOf());
    const second = await draft(requestOf());
    expect(second.tree.blocks).toEqual(first.tree.blocks);
    expect(second.tree.draftedWhy).toContain('when the same was asked before');
    expect(model.asked).toHaveLength(1);
    expect(kept.attempts[1]).toMatchObject({ asked: null, cost: null, failure: null });
  });

  it('is asked anew when a fact, the text from outside, the prompt or the model is another', async () => {
    const kept = memory();
    const model = inProcess();
    const draft = createDraftDocument(draftingParts(serviceOf(model), kept));
    await draft(requestOf());
    await draft(requestOf({ untrusted: [{ source: 'note', text: 'hm' }] }));
    const { book } = requestOf().scope;
    await draft(
      requestOf({}, { book: { ...book, facts: book.facts.map((one) => ({ ...one, shown: '6 %' })) } }),
    );
    expect(model.asked).toHaveLength(3);
    const other = { ...inProcess(), nameOf: () => 'another' };
    await createDraftDocument(draftingParts(serviceOf(other), kept))(requestOf());
    expect(other.asked).toHaveLength(1);
    const incident = { ...draftingParts(null).prompts.incident, hash: book.hash };
    const rewritten = { ...draftingParts(null).prompts, incident };
    await createDraftDocument(draftingParts(serviceOf(other), { ...kept, prompts: rewritten }))(requestOf());
    expect(other.asked).toHaveLength(2);
  });

  it('is checked again: gates may have become stricter', async () => {
    const kept = memory();
    const model = inProcess();
    await createDraftDocument(draftingParts(serviceOf(model), kept))(requestOf());
    const strict = draftingParts(serviceOf(model), {
      ...kept,
      check: () => ({ kind: 'unsound', objections: [{ gate: 'link', sentence: 'No.' }] }),
    });
    expect((await createDraftDocument(strict)(requestOf())).tree.draftedBy).toBe('template');
    expect(model.asked).toHaveLength(3);
  });
});

describe('the document is there before its deadline, whatever hangs or fails', () => {
  const hanging = { ...inProcess(), ask: never };
  it.each([
    ['the model hangs', { service: serviceOf(hanging) }],
    ['counting tokens hangs', { service: serviceOf({ ...inProcess(), countTokens: never }) }],
    ['the audit hangs', { audit: { record: never, of: never } }],
    ['reserving hangs', { spending: { reserve: never, settle: never } }],
    ['settling hangs', { spending: { ...memory().spending, settle: never } }],
    ['the cache hangs', { cache: { get: never, put: never } }],
  ])('%s', async (_, more) => {
    const parts = draftingParts(serviceOf(inProcess()), { prompts: promptsWith(soon), ...more });
    const { tree } = await createDraftDocument(parts)(requestOf());
    expect(tree).toEqual(templated('The model’s draft was not there in time.'));
  });

  it.each([
    ['the audit fails', { audit: { record: broken, of: broken } }],
    ['reserving fails', { spending: { reserve: broken, settle: broken } }],
    [
      'the gates fail',
      {
        check: () => {
          throw new Error('gates');
        },
      },
    ],
    ['a model throws', { service: serviceOf({ ...inProcess(), ask: broken }) }],
  ])('%s', async (_, more) => {
    const { lines, log } = logged();
    const parts = draftingParts(serviceOf(inProcess()), { log, ...more });
    const { tree } = await createDraftDocument(parts)(requestOf());
    expect(tree).toEqual(templated('Belay could not keep account of a model’s draft, so none is used.'));
    expect(lines.join()).toContain('a draft was given up');
  });

  it('setting it fails', async () => {
    const compose = () => {
      throw new Error('compose');
    };
    const parts = draftingParts(serviceOf(inProcess()), { compose });
    expect((await createDraftDocument(parts)(requestOf())).tree.draftedBy).toBe('template');
  });

  it.each([
    ['settling fails: it counts at the most', { spending: { ...memory().spending, settle: broken } }],
    ['the cache fails: it is asked anew', { cache: { get: broken, put: broken } }],
  ])('%s, and the draft is used', async (_, more) => {
    const parts = draftingParts(serviceOf(inProcess()), more);
    expect((await createDraftDocument(parts)(requestOf())).tree.draftedBy).toBe('model');
  });

  it('belay.yml may allow less time than the prompt, and the model gets less than the document', async () => {
    const model = inProcess();
    const service = serviceOf(model, { timeout: 2000 });
    await createDraftDocument(draftingParts(service, { clock: () => 1_000_000 }))(requestOf());
    expect(model.asked[0]?.deadline).toBe(1_001_700);
  });
});
