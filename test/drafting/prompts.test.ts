import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { factBook } from '../../src/core/documents/facts/fact-book.ts';
import { documentKinds } from '../../src/core/documents/kinds.ts';
import { sectionsOf } from '../../src/core/documents/sections.ts';
import { materialOf, scopeFor } from '../../src/drafting/material.ts';
import { parsePrompt } from '../../src/drafting/prompt.ts';
import { checkPrompts } from '../../src/drafting/prompts.ts';
import { loadPrompts } from '../../src/roles/prompts.ts';
import { recordedName, recordedRollout } from '../recorded/read-recorded.ts';
import { prompts } from './parts.ts';

const folder = new URL('../../prompts/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ file: `prompts/${name}`, text: readFileSync(new URL(name, folder), 'utf8') }));

const small = `---
id: incident
version: 1
document: incident
model_tier: small
effort: low
max_tokens: 1000
facts: [rollout/]
untrusted: [note]
budget_usd: 0.1
timeout_ms: 10000
fallback: template
---

About {{document}}.
{{rules}}
From: {{sources}}.
`;

function sentencesOf(text: string): readonly string[] {
  const parsed = parsePrompt({ file: 'prompts/incident.md', text }, 'Rules.');
  return parsed.kind === 'mistakes' ? parsed.sentences : [];
}

const swapped = (from: string, to: string) => {
  if (!small.includes(from)) throw new Error(`not in the prompt: ${from}`);
  return small.replace(from, () => to);
};

it('each kind of document has its prompt', () => {
  expect(Object.keys(prompts).toSorted()).toEqual([...documentKinds].toSorted());
});

it.each(documentKinds)('the system prompt of %s is what it was reviewed as', async (kind) => {
  const { system, hash: _, ...settings } = prompts[kind];
  const text = `${JSON.stringify(settings, null, 2)}\n\n${system}\n`;
  await expect(text).toMatchFileSnapshot(`./rendered/${kind}.txt`);
});

it.each(documentKinds)(
  'the material of %s over a recorded rollout is what it was reviewed as',
  async (kind) => {
    const { rollout, events } = recordedRollout('errors-rolled-back');
    const book = factBook(rollout, events, { now: events.at(-1)?.at ?? 0, personName: recordedName });
    const scope = scopeFor({ book, ...sectionsOf[kind], choices: [] }, prompts[kind]);
    // A line for each fact, so that a change shows what changed.
    const material = materialOf(kind, scope, []).replaceAll('},{', '},\n{');
    await expect(`${material}\n`).toMatchFileSnapshot(`./rendered/${kind}.material.txt`);
    expect(scope.book.facts.length).toBeGreaterThan(0);
  },
);

it('what is filled in is filled in, and nothing else changes', () => {
  expect(parsePrompt({ file: 'x', text: small }, 'Rules with $& in them.\n')).toMatchObject({
    kind: 'prompt',
    prompt: {
      system: 'About the incident report.\nRules with $& in them.\nFrom: `note`.',
      facts: ['rollout/'],
      timeout_ms: 10_000,
    },
  });
});

it('another word in the file or in the rules is another hash', () => {
  const hashOf = (text: string, rules: string) => {
    const parsed = parsePrompt({ file: 'x', text }, rules);
    return parsed.kind === 'prompt' ? parsed.prompt.hash : null;
  };
  const hashes = [
    hashOf(small, 'a'),
    hashOf(small, 'b'),
    hashOf(swapped('About', 'On'), 'a'),
    hashOf(swapped('low', 'high'), 'a'),
  ];
  expect(new Set(hashes).size).toBe(4);
  expect(hashes).not.toContain(null);
});

describe('a prompt that is not right is refused with its file and line', () => {
  it.each([
    ['no front matter', 'Write well.', /^prompts\/incident\.md:1 begins/],
    [
      'a field that prompts do not have',
      swapped('effort: low', 'effort: low\ntools: [bash]'),
      /:7 has a field `tools`/,
    ],
    ['a field too few', swapped('effort: low\n', ''), /:1 lacks the field `effort`/],
    ['another kind of document', swapped('document: incident', 'document: poem'), /:4 has a `document`/],
    ['another tier', swapped('small', 'huge'), /:5 has a `model_tier`/],
    ['a source that there is not', swapped('[note]', '[note, web]'), /:9 has a `untrusted.1`/],
    ['no time', swapped('10000', '0'), /:11 has a `timeout_ms`/],
    ['more time than a draft may take', swapped('10000', '600000'), /:11 has a `timeout_ms`/],
    ['more tokens than come without streaming', swapped('1000\n', '30000\n'), /:7 has a `max_tokens`/],
    ['a budget of nothing', swapped('0.1', '0'), /:10 has a `budget_usd`/],
    ['another fallback', swapped('template', 'nothing'), /:12 has a `fallback`/],
    [
      'a field twice',
      swapped('version: 1', 'version: 1\nversion: 2'),
      /:4 is no YAML: Map keys must be unique/,
    ],
    ['no YAML', swapped('[rollout/]', '[rollout/'), /:\d+ is no YAML/],
    ['a variable that nothing fills in', swapped('About', 'About {{person}}'), /:15 uses `\{\{person\}\}`/],
    ['a variable with a blank', swapped('{{document}}', '{{ document }}'), /:15 uses `\{\{ document \}\}`/],
    ['rules that are left out', swapped('{{rules}}', ''), /:14 does not use `\{\{rules\}\}`/],
    ['braces that stay open', swapped('From', 'From {{'), /:17 has double braces/],
  ])('%s', (_, text, sentence) => {
    expect(sentencesOf(text)).toEqual(expect.arrayContaining([expect.stringMatching(sentence)]));
  });

  it('a kind without a prompt, and one with two', () => {
    const rest = files.filter(({ file }) => !file.endsWith('/answer.md'));
    expect(checkPrompts(rest, 'Rules.')).toEqual({
      kind: 'mistakes',
      sentences: ['prompts/ has no prompt for the answer (`document: answer`).'],
    });
    const twice = checkPrompts([...files, { file: 'prompts/more.md', text: small }], 'Rules.');
    expect(twice).toMatchObject({
      sentences: [
        'prompts/more.md:1 is a second prompt for the incident report; the first is prompts/incident.md.',
      ],
    });
  });

  it('one whose id is not its document', () => {
    const others = files.filter(({ file }) => !file.endsWith('/incident.md'));
    const named = { file: 'prompts/x.md', text: swapped('id: incident', 'id: event') };
    expect(checkPrompts([...others, named], 'Rules.')).toMatchObject({
      sentences: [expect.stringContaining('has the id `event`')],
    });
  });
});

describe('at the start', () => {
  it('a prompt that is not right stops it, and the sentence says where', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'belay-prompts-'));
    await mkdir(join(dir, 'shared'));
    await writeFile(join(dir, 'shared', 'rules.md'), 'Rules.');
    for (const { file, text } of files) {
      const name = file.replace('prompts/', '');
      await writeFile(join(dir, name), name === 'report.md' ? text.replace('effort:', 'efort:') : text);
    }
    expect(() => loadPrompts(dir)).toThrow(/did not start.*prompts\/report\.md:6 has a field `efort`/s);
    await rm(dir, { recursive: true });
  });

  it('a folder that is not there stops it too', () => {
    expect(() => loadPrompts('/nowhere/prompts')).toThrow(/Install Belay again/);
  });
});
