import { extractText } from 'unpdf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attempt } from '../../../handlers/jobs/attempt.ts';
import type { PlaceName, RolloutId } from '../../../src/core/ids.ts';
import type { Paper, Place } from '../../../src/ports/place.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { nowhere } from './shop.ts';

let world: World;

beforeAll(async () => {
  const asking = nowhere
    .replace('hold: 10s }', 'hold: 10s, then: ask }')
    .replace('  note: lead', '  note: lead\n  approve: lead\n  report: anyone');
  world = await openWorld(`${asking}documents: { stage_report: true, pdf: true }\n`, memoryRouter());
});

afterAll(() => world[Symbol.asyncDispose]());

async function kept(id: RolloutId): Promise<readonly string[]> {
  const all = await world.store.documents.of(id);
  return all.map(({ document, part }) => `${document} ${part}`.trim());
}

test('each document is written at its moment, kept and shown once', async () => {
  const id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await world.kinds(id)).includes('approval-requested'));
  await world.work();
  expect((await kept(id)).toSorted()).toEqual(['checklist', 'go-no-go gate-1']);
  await world.say('rollback shop "enough"');
  await world.workUntil(async () => (await world.kinds(id)).includes('rolled-back'));
  await world.work();
  expect((await kept(id)).toSorted()).toEqual([
    'checklist',
    'go-no-go gate-1',
    'incident',
    'report',
    'root-cause',
  ]);
  const thread = await world.store.messages.thread('console' as PlaceName, id);
  const shown = thread.filter(({ kind }) => kind === 'document');
  expect(shown).toHaveLength(5);
  const safe = (await world.store.events(id)).find(({ event }) => event.kind === 'safe');
  const incident = await world.store.documents.get({ rollout: id, document: 'incident', part: '' });
  expect(incident?.at).toBeGreaterThanOrEqual(safe?.at ?? Number.POSITIVE_INFINITY);
});

test('reports go to places of others as PDF too, checklists do not', async () => {
  const [row] = await world.store.recent({}, 1);
  if (row === undefined) throw new TypeError('a rollout');
  const given: Paper[] = [];
  const slack: Place = {
    name: 'slack' as PlaceName,
    remote: true,
    card: async () => undefined,
    line: async () => undefined,
    document: async (_key, _rollout, paper) => void given.push(paper),
  };
  for (const document of ['report', 'checklist'] as const) {
    const item = { kind: 'document', rollout: row.id, document, part: '', place: slack.name } as const;
    await attempt(world.wired.jobs.deliver, slack, { id: 0, key: document, item, attempts: 0 });
  }
  const [report, checklist] = given;
  expect(checklist?.pdf).toBeUndefined();
  const { text } = await extractText(new Uint8Array(report?.pdf ?? []), { mergePages: true });
  expect(text).toContain('Report: shop v2 to demo');
});
