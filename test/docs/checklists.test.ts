import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readEvidence } from '../../src/config/build/evidence.ts';
import { noticeVariables } from '../../src/core/notices/fill.ts';
import { usualTemplates } from '../../src/core/notices/notice.ts';
import { aCheck, aGate } from '../builders/check.ts';

const text = readFileSync(new URL('../../docs/checklists.md', import.meta.url), 'utf8');

it('names every kind of evidence, in words that are read as that kind', () => {
  const context = {
    checks: [aCheck('criterion', { text: 'error-rate < 1%' })],
    gate: aGate(),
    probes: [{ name: 'ready' } as never],
    prepare: [{ name: 'migrate' } as never],
    budgets: ['availability'],
    place: 'here',
  };
  const words = [...text.matchAll(/^\| `([^`]+)` \| .*\|$/gm)].map(([, word = '']) => word);
  const kinds = words.flatMap((word) => readEvidence(word, [], context, () => undefined)?.kind ?? []);
  expect(new Set(kinds)).toEqual(
    new Set(['ci', 'probe', 'budget', 'approval', 'verification', 'step', 'checks']),
  );
});

it('names every template and every variable of a notice', () => {
  for (const { name } of usualTemplates) expect(text).toContain(`| \`${name}\``);
  for (const name of noticeVariables.filter((one) => one !== 'services')) expect(text).toContain(`{${name}}`);
});
