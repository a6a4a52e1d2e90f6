import { describe, expect, test } from 'vitest';
import type { DraftScope } from '../../../../src/core/documents/drafts/draft.ts';
import { bookOf } from '../../../../src/core/documents/facts/book-of.ts';
import { fact } from '../../../../src/core/documents/facts/make-fact.ts';
import { checkDraft } from '../../../../src/core/documents/gates/check-draft.ts';
import { badStory, goodStory } from '../../../builders/story.ts';
import { allAttacks } from './corpus/attacks.ts';
import { attacksOnRollback } from './corpus/attacks-on-claims.ts';
import {
  benignAfterCompletion,
  benignAfterRollback,
  benignAnywhere,
  benignHypotheses,
} from './corpus/benign.ts';
import { canary, draftOf, type Piece, passing } from './corpus/entry.ts';
import { scopeOf } from './corpus/scope.ts';

const rolledBack = scopeOf(badStory());
const completed = scopeOf(goodStory());

function gatesOf(value: unknown, scope: DraftScope): readonly string[] {
  const checked = checkDraft(value, scope);
  return checked.kind === 'sound' ? [] : checked.objections.map(({ gate }) => gate);
}

function refused(paragraphs: readonly (readonly Piece[])[], scope: DraftScope): readonly string[] {
  return paragraphs.flatMap((one) => {
    const checked = checkDraft(draftOf(one, scope), scope);
    return checked.kind === 'sound' ? [] : [`${JSON.stringify(one)}: ${JSON.stringify(checked.objections)}`];
  });
}

describe('attacks', () => {
  test('are many', () => {
    expect(allAttacks.length).toBeGreaterThanOrEqual(300);
    expect(new Set(allAttacks.map((one) => JSON.stringify(one))).size).toBe(allAttacks.length);
  });

  test.each([
    ['a rollout that was taken back', rolledBack, [...allAttacks, ...attacksOnRollback]],
    ['a completed rollout', completed, allAttacks],
  ])('on %s are refused by the gate that is there for them', (_, scope, attacks) => {
    const passed = attacks.filter(
      ({ gate, paragraph }) => !gatesOf(draftOf(paragraph, scope), scope).includes(gate),
    );
    expect(passed).toEqual([]);
  });

  test('are refused under hypotheses as well, when they are plain text', () => {
    const texts = allAttacks.flatMap(({ gate, paragraph }) => {
      const [only] = paragraph;
      const structural = gate === 'missing-section' || gate === 'too-long' || gate === 'hypotheses';
      return paragraph.length === 1 && typeof only === 'string' && !structural ? [only] : [];
    });
    const relations =
      /(?:faster|lower) than|as good as|identical|unchanged|is better|wins|beats|fell|improved|drop in/u;
    const passed = texts.filter(
      (text) =>
        !relations.test(text) &&
        gatesOf({ ...draftOf(['The canary was watched.'], rolledBack), hypotheses: [text] }, rolledBack)
          .length === 0,
    );
    expect(passed).toEqual([]);
  });
});

describe('what a release manager writes', () => {
  const rollback = [...benignAnywhere, ...benignAfterRollback];
  const completion = [...benignAnywhere, ...benignAfterCompletion];

  test('is much', () => expect(benignAnywhere.length).toBeGreaterThanOrEqual(120));

  test('passes nearly always', () => {
    const all = [...refused(rollback, rolledBack), ...refused(completion, completed)];
    expect(all.length / (rollback.length + completion.length), all.join('\n')).toBeLessThanOrEqual(0.02);
  });

  test.each(benignHypotheses)('passes as a hypothesis: %s', (text) => {
    const draft = { ...draftOf(['The canary was watched.'], rolledBack), hypotheses: [text] };
    expect(checkDraft(draft, rolledBack)).toMatchObject({ kind: 'sound' });
  });
});

describe('a draft as a whole', () => {
  const sound = draftOf(['The error rate was ', canary, '. ', passing], rolledBack);

  test('is sound when it echoes the verdict and cites what is recorded', () => {
    expect(checkDraft(sound, rolledBack)).toEqual({ kind: 'sound', draft: sound });
  });

  test.each([
    ['another verdict', { ...sound, verdict: 'proceed' }, 'verdict'],
    ['no verdict', { ...sound, verdict: null }, 'verdict'],
    [
      'a section that was not offered',
      { ...sound, sections: [...sound.sections, { section: 'extra', paragraphs: [] }] },
      'unknown-section',
    ],
    ['a section twice', { ...sound, sections: [...sound.sections, ...sound.sections] }, 'unknown-section'],
    ['no section', { ...sound, sections: [] }, 'missing-section'],
    ['a choice that was not offered', { ...sound, choices: ['rm'] }, 'unknown-choice'],
    ['a choice twice', { ...sound, choices: ['probe-1', 'probe-1'] }, 'unknown-choice'],
    ['very many citations', draftOf(Array(601).fill(canary), rolledBack), 'too-long'],
    ['very many hypotheses', { ...sound, hypotheses: Array(6).fill('The cache may be cold.') }, 'hypotheses'],
    ['a long hypothesis', { ...sound, hypotheses: ['The cache may be cold. '.repeat(20)] }, 'too-long'],
    [
      'a number word over two hypotheses',
      { ...sound, hypotheses: ['It may be that se', 'ven failed.'] },
      'number-word',
    ],
    ['an outcome that does not exist', { ...sound, verdict: 'SHIP' }, 'schema'],
    ['no object', 'a text', 'schema'],
    ['nothing', undefined, 'schema'],
    ['a page of the web', { html: '<h1>ok</h1>' }, 'schema'],
    ['more than anybody reads', { ...sound, hypotheses: ['a'.repeat(300_000)] }, 'schema'],
  ])('is refused for %s', (_, value, gate) => {
    expect(gatesOf(value, rolledBack)).toContain(gate);
  });

  test('has no hypotheses where the document has none', () => {
    const draft = { ...sound, hypotheses: ['The cache may be cold.'] };
    expect(gatesOf(draft, { ...rolledBack, hypotheses: false })).toEqual(['hypotheses']);
  });

  test('is told at most twelve objections, each short and none with a secret', () => {
    const texts = allAttacks
      .map(({ paragraph }) => paragraph)
      .filter((one) => one.every((piece) => typeof piece === 'string'));
    const draft = {
      ...sound,
      sections: texts.slice(0, 80).map((one) => ({
        section: 'assessment',
        paragraphs: draftOf(one, rolledBack).sections[0]?.paragraphs ?? [],
      })),
    };
    const checked = checkDraft(draft, rolledBack);
    const objections = checked.kind === 'sound' ? [] : checked.objections;
    expect(objections.length).toBe(12);
    for (const { sentence } of objections) expect(sentence.length).toBeLessThanOrEqual(260);
    expect(
      JSON.stringify(checkDraft(draftOf(['The password is hunter.'], rolledBack), rolledBack)),
    ).not.toContain('hunter.”');
  });

  test('may use names of the request as they stand, and no longer ones', () => {
    expect(gatesOf(draftOf(['It shows in p95 of v2.3.0 (see #412).'], rolledBack), rolledBack)).toEqual([]);
    expect(gatesOf(draftOf(['It shows in p99 of v2.3.1.'], rolledBack), rolledBack)).toContain('digit');
  });
});

describe('a value', () => {
  const book = rolledBack.book;
  const p95 = fact({
    id: 'stage-1/p95/canary/last',
    about: 'p95',
    value: 187,
    unit: 'duration',
    shown: '187ms',
    source: '',
  });
  const both = {
    ...rolledBack,
    book: bookOf(book.rollout, [...book.facts, p95], book.comparisons, book.identifiers, book.outcome),
  };
  const latency = { fact: p95.id };

  test.each<[string, readonly Piece[], readonly string[]]>([
    ['its own metric', ['The p95 of the canary was ', latency, '.'], []],
    ['its own metric, beside another', ['The error rate was ', canary, ' and p95 was ', latency, '.'], []],
    ['no metric', ['The canary was at ', latency, '.'], []],
    ['another metric', ['The error rate of the canary was ', latency, '.'], ['citation']],
    ['another metric, named afterwards', ['With ', canary, ' for p95 it was slow.'], ['citation']],
    ['the other version', ['Stable had ', canary, ' of errors.'], ['citation']],
    ['its own version, named afterwards', ['There were ', canary, ' for the canary.'], []],
  ])('may be cited for what it is of, here for %s', (_, paragraph, gates) => {
    expect(gatesOf(draftOf(paragraph, both), both)).toEqual(gates);
  });
});
