import type { CardCheck } from '../../core/card/card.ts';
import type { Section } from './fit.ts';
import { say, tableHead, tableRow } from './markdown.ts';
import { toneMarks } from './tone.ts';

/** What is watched, as a table. */
export function checksSection(checks: readonly CardCheck[]): Section {
  return {
    open: tableHead(['', 'Check', 'New version', 'Stable', 'Rule', '']),
    lines: checks.map(checkRow),
    noun: 'check',
  };
}

function checkRow({ tone, label, value, stable, rule, sentence }: CardCheck): string {
  return tableRow([
    toneMarks[tone],
    say(label, 100),
    say(value, 100),
    say(stable, 100),
    say(rule, 200),
    say(sentence, 300),
  ]);
}
