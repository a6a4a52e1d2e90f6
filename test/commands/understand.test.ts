import { describe, expect, it } from 'vitest';
import type { Call, Desk } from '../../commands/command.ts';
import { understand } from '../../commands/understand.ts';
import type { DraftRequest } from '../../src/drafting/draft-document.ts';

const vocabulary = { services: ['shop'], environments: ['demo'], versions: ['v2'] };
const call = { speaker: { person: 'bo' }, now: 0 } as unknown as Call;

/** A model that picks these ids, whatever it is asked. */
function picking(ids: readonly string[] | null, questions: readonly string[] = []) {
  const requests: DraftRequest[] = [];
  const desk = {
    config: { documents: { questions } },
    draftDocument: async (request: DraftRequest) => {
      requests.push(request);
      const choices = ids === null ? null : request.scope.choices.filter(({ id }) => ids.includes(id));
      return { tree: request.base, choices };
    },
  } as unknown as Desk;
  return { desk, requests };
}

describe('a question that no pattern knows', () => {
  it('is mapped by a model to what exists', async () => {
    const { desk, requests } = picking(['intent/compare', 'service/shop', 'version/v2']);
    expect(await understand(call, desk, 'qué tal va?', vocabulary)).toMatchObject({
      intent: 'compare',
      slots: { service: 'shop', version: 'v2', environment: null },
    });
    expect(requests[0]).toMatchObject({
      document: 'answer',
      subject: 'question/bo',
      scope: { sections: [], hypotheses: false, book: { facts: [], outcome: null } },
      untrusted: [{ source: 'question' }],
    });
    expect(requests[0]?.scope.choices.map(({ id }) => id)).not.toContain('intent/rollback');
  });

  it('lists what can be asked when there is no model, or it picks nothing or something else', async () => {
    for (const ids of [null, [], ['intent/rollback', 'service/bank']]) {
      const { desk } = picking(ids);
      expect(await understand(call, desk, 'qué tal va?', vocabulary)).toMatchObject({
        code: 'unknown-question',
      });
    }
  });

  it('is answered with how it stands where the help suggests it in the words of the team', async () => {
    const { desk } = picking(null, ['¿Qué tal va?']);
    expect(await understand(call, desk, 'qué tal va', vocabulary)).toMatchObject({
      intent: 'status-analysis',
    });
    expect(await understand(call, desk, 'qué tal', vocabulary)).toMatchObject({ code: 'unknown-question' });
  });

  it('asks back when the model picks two', async () => {
    const { desk } = picking(['intent/compare', 'intent/proceed']);
    expect(await understand(call, desk, 'qué tal va?', vocabulary)).toMatchObject({ code: 'several-meant' });
  });
});

it('asks no model what the patterns know', async () => {
  const { desk, requests } = picking(['intent/proceed']);
  expect(await understand(call, desk, 'what happened to shop?', vocabulary)).toMatchObject({
    intent: 'history',
  });
  expect(await understand(call, desk, 'what changed and what failed?', vocabulary)).toMatchObject({
    code: 'several-meant',
  });
  expect(requests).toEqual([]);
});
