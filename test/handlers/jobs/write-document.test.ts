import { expect, test } from 'vitest';
import { createWriteDocument, type WriteParts } from '../../../handlers/jobs/write-document.ts';
import type { DocumentKind } from '../../../src/core/documents/kinds.ts';
import type { DocumentTree } from '../../../src/core/documents/tree.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import type { DraftRequest } from '../../../src/drafting/draft-document.ts';
import { aLog } from '../../builders/log.ts';
import { noon } from '../../builders/rollout.ts';
import { badStory, goodStory } from '../../builders/story.ts';

const title = { kind: 'quote', source: 'Pull request 42', text: 'Faster checkout' } as const;
const note = { source: 'note', text: 'looks fine' } as const;

/** What was asked of the drafter, and everything that was written, in order. */
async function written(
  document: DocumentKind,
  part = '',
  {
    story = goodStory(),
    ...over
  }: Partial<WriteParts> & { readonly story?: ReturnType<typeof goodStory> } = {},
) {
  const asked: DraftRequest[] = [];
  const rollout = fold(story);
  if (rollout === null) throw new TypeError('a story');
  const write = createWriteDocument({
    events: {
      events: async () => story,
      head: async () => ({ position: 26, hash: 'a'.repeat(64) }) as never,
    },
    draftDocument: async (request) => {
      asked.push(request);
      return { tree: { ...request.base, draftedBy: 'model' }, choices: null };
    },
    readTexts: async () => ({ untrusted: [note], title }),
    verify: () => Promise.reject(new Error('nothing is run here')),
    personName: (id) => id,
    clock: () => noon + 3_600_000,
    log: aLog(),
    ...over,
  });
  const trees: DocumentTree[] = [];
  for await (const tree of write(rollout, { rollout: rollout.id, document, part })) trees.push(tree);
  return { asked, trees };
}

const quotes = ({ blocks }: DocumentTree) => blocks.filter(({ kind }) => kind === 'quote').length;

test.each([
  ['go-no-go', 'gate-1', goodStory()],
  ['stage-report', 'stage-1', goodStory()],
  ['comparison', '', goodStory()],
  ['report', '', goodStory()],
  ['incident', '', badStory()],
  ['root-cause', '', badStory()],
] as const)('%s is drafted once, from facts and what people wrote', async (document, part, story) => {
  const { asked, trees } = await written(document, part, { story });
  expect(trees).toHaveLength(1);
  const [request] = asked;
  expect(request).toMatchObject({
    document,
    part,
    untrusted: [note],
    person: 'ada',
    subject: request?.rollout,
  });
  expect(request?.scope.book.facts.length).toBeGreaterThan(10);
  expect(request?.scope.sections.length).toBeGreaterThan(0);
  expect(trees[0]).toMatchObject({ draftedBy: 'model' });
  expect(trees.map(quotes)).toEqual([1]);
});

test('a checklist is there before a model or a pull request was asked', async () => {
  const steps: string[] = [];
  const { trees } = await written('checklist', '', {
    readTexts: async () => {
      steps.push('asked');
      return { untrusted: [], title };
    },
  });
  expect(trees.map(({ draftedBy }) => draftedBy)).toEqual(['template', 'model']);
  expect(trees.map(quotes)).toEqual([0, 1]);
});

test.each([
  ['drafting', { draftDocument: () => Promise.reject(new Error('broken')) }],
  ['reading what people wrote', { readTexts: () => Promise.reject(new Error('broken')) }],
] as const)('when %s fails, the document is there as code wrote it', async (_, over) => {
  const report = await written('report', '', over);
  expect(report.trees.map(({ draftedBy, title: named }) => [draftedBy, named])).toEqual([
    ['template', 'Report: api v2 to production'],
  ]);
  expect((await written('checklist', '', over)).trees).toHaveLength(1);
});

test('what there is nothing to write about is not written', async () => {
  expect((await written('stage-report', 'gate-1')).trees).toEqual([]);
  expect((await written('customer-notice')).trees).toEqual([]);
});
