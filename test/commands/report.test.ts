import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderText } from '../../src/core/documents/render-text.ts';
import type { DocumentTree } from '../../src/core/documents/tree.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { DocumentKey } from '../../src/ports/documents.ts';
import { memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';
import { twoServices } from './configuration.ts';

let world: World;
let id: RolloutId;

beforeAll(async () => {
  world = await openWorld(twoServices, memoryRouter());
  id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await world.store.documents.of(id)).length > 0);
  await keep({ document: 'go-no-go', part: 'gate-1' }, 'Go/no-go: shop v2 at 10 %');
  await keep({ document: 'go-no-go', part: 'gate-2' }, 'Go/no-go: shop v2 at 50 %');
  await keep({ document: 'root-cause', part: '' }, 'Causes of the checkout errors');
});

afterAll(() => world[Symbol.asyncDispose]());

async function keep(key: Omit<DocumentKey, 'rollout'>, title: string): Promise<void> {
  world.later(1000);
  const at = world.now();
  const tree: DocumentTree = { title, summary: 's', draftedBy: 'model', draftedWhy: 'w', at, blocks: [] };
  await world.store.documents.save({ rollout: id, ...key, tree, at });
}

const titleOf = (reply: Reply) => (reply.kind === 'document' ? reply.tree.title : reply.sentence);

describe('report', () => {
  it.each([
    ['--document go-no-go', 'Go/no-go: shop v2 at 50 %'],
    ['--document "go no go"', 'Go/no-go: shop v2 at 50 %'],
    ['--document go-no-go --part gate-1', 'Go/no-go: shop v2 at 10 %'],
    ['--part gate1', 'Go/no-go: shop v2 at 10 %'],
    ['--document "CHECKOUT errors"', 'Causes of the checkout errors'],
    ['--document "root-cause analysis"', 'Causes of the checkout errors'],
    ['--checklist', 'Checklist: shop v2 to demo'],
  ])('%s finds “%s”', async (flags, title) => {
    expect(titleOf(await world.say(`report ${id} ${flags}`))).toBe(title);
  });

  it('says under what a document is kept, and whether it is wanted as a file', async () => {
    const reply = await world.say(`report shop --document go-no-go --pdf`);
    const kept = { rollout: id, document: 'go-no-go', part: 'gate-2', pdf: true };
    expect(reply).toMatchObject({ kind: 'document', kept });
  });

  it('lists everything that is kept, the oldest first, with who drafted it', async () => {
    const reply = await world.say(`report ${id} --list`);
    if (reply.kind !== 'document') throw new Error(reply.sentence);
    const table = reply.tree.blocks.find(({ kind }) => kind === 'table');
    expect(table).toMatchObject({
      rows: [
        ['checklist', '', 'Checklist: shop v2 to demo', 'Belay', expect.stringContaining('UTC')],
        ['go-no-go', 'gate-1', 'Go/no-go: shop v2 at 10 %', 'a model', expect.any(String)],
        ['go-no-go', 'gate-2', 'Go/no-go: shop v2 at 50 %', 'a model', expect.any(String)],
        ['root-cause', '', 'Causes of the checkout errors', 'a model', expect.any(String)],
      ],
    });
    expect(renderText(reply.tree)).toContain(`report ${id} --document go-no-go --part gate-1`);
    const some = await world.say(`report ${id} --list --document go-no-go`);
    expect(some.kind === 'document' && some.tree.summary).toBe(`2 documents of ${id}.`);
  });

  it.each([
    ['', `has no report yet; it is written when the rollout ends.`],
    ['--document incident', 'has no incident yet; it is written when a rollback has made the traffic safe.'],
    ['--document incidnt', 'Did you mean `incident`?'],
    ['--document go-no-go --part gate-9', 'no document for “go-no-go” and “gate-9”. Written are `checklist`'],
    ['--list --part gate-1', 'leave `--part` out'],
    ['--list --document weather', 'report'],
    ['--checklist --list', 'leave the others out'],
  ])('%s is refused with what to do instead', async (flags, hint) => {
    const reply = await world.say(`report ${id} ${flags}`);
    expect(reply.kind).toBe('refused');
    expect(titleOf(reply)).toContain(hint);
  });
});
