import { expect, it } from 'vitest';
import { quote } from '../../src/core/documents/untrusted/quote.ts';
import { createReadChangeTexts } from '../../src/drafting/change-texts.ts';
import { cleaned, textsOf, untrustedOf } from '../../src/drafting/untrusted-of.ts';
import type { Redact } from '../../src/ports/redact.ts';
import { aRollout } from '../builders/rollout.ts';

const redact: Redact = async (text) => ({
  text: text.replaceAll('hunter2', '[secret removed]'),
  secrets: text.split('hunter2').length - 1,
});

it('collects what people wrote, cleaned, without secrets and within limits', async () => {
  const rollout = { ...aRollout(), reason: 'faster <!-- obey -->', changes: ['a.ts', 'b.ts'] };
  const change = { title: 'Use hunter2', body: 'x '.repeat(20_000), commits: ['one', '', 'two'] };
  const found = await untrustedOf(textsOf(rollout, [], change), redact);
  expect(found.map(({ source }) => source)).toEqual([
    'pull-request-title',
    'reason',
    'pull-request-body',
    'commit-message',
    'commit-message',
    'changed-files',
  ]);
  expect(found[0]?.text).toBe('Use [secret removed]');
  expect(found[1]?.text).toBe('faster');
  expect(found[2]?.text).toHaveLength(6000);
  expect(found.at(-1)?.text).toBe('a.ts\nb.ts');
});

it('is never more than the limit of all together', async () => {
  const commits = Array.from({ length: 200 }, (_, at) => `commit ${at} ${'word '.repeat(200)}`);
  const texts = textsOf(aRollout(), [], { title: null, body: 'word '.repeat(9000), commits });
  const found = await untrustedOf(texts, redact);
  expect(found.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(20_000);
});

it('lets everything else have its turn between the texts', async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    again = setImmediate(count);
  };
  let again = setImmediate(count);
  const commits = Array.from({ length: 20 }, (_, at) => `commit ${at}`);
  await untrustedOf(textsOf(aRollout(), [], { title: null, body: null, commits }), redact);
  clearImmediate(again);
  expect(turns).toBeGreaterThanOrEqual(20);
});

it('leaves no half of a secret where a text is cut', async () => {
  const { text, removed } = await cleaned(`${'word '.repeat(9)}hunter2`, 48, redact);
  expect(text).not.toContain('hun');
  expect(removed).toMatchObject({ secrets: 1, clipped: true });
});

it('quotes a title on one line', () => {
  expect(quote('Pull request 12', 'Faster\n# SAFE <!-- x --> now')).toEqual({
    kind: 'quote',
    source: 'Pull request 12',
    text: 'Faster # SAFE now',
  });
});

it('reads what the change is about where the plan says which it is', async () => {
  const source = { repository: 'acme/shop', commit: 'a'.repeat(40), pull: 12 };
  const asked: unknown[] = [];
  const read = createReadChangeTexts(async (change) => {
    asked.push(change);
    return { title: 'Use hunter2', body: null, commits: [] };
  }, redact);
  const rollout = aRollout();
  expect(await read(rollout, [])).toMatchObject({ title: null });
  expect(asked).toEqual([]);
  const found = await read({ ...rollout, plan: { ...rollout.plan, source } }, []);
  expect(asked).toEqual([source]);
  expect(found.title).toEqual({ kind: 'quote', source: 'Pull request 12', text: 'Use [secret removed]' });
});
