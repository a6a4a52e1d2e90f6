import type { CardCheck } from '../../core/card/card.ts';
import type { Section } from './fit.ts';
import { say, tableHead, tableRow } from './markdown.ts';
import { toneMarks } from './tone.ts';

/** What is watched, as a table: each rule once. */
export function checksSection(checks: readonly CardCheck[]): Section {
  return {
    open: tableHead(['State', 'Rule', 'New version', 'Stable', 'Details']),
    lines: [...new Set(checks.map(checkRow))],
    noun: 'check',
  };
}

function checkRow(check: CardCheck): string {
  const { tone, value, stable, link } = check;
  const rule = say(ruleOf(check), 300);
  return tableRow([
    toneMarks[tone],
    link === undefined ? rule : `[${rule}](${link})`,
    say(value, 100),
    say(stable, 100),
    say(detailsOf(check), 300),
  ]);
}

/** Most rules begin with the metric they are about. */
function ruleOf({ label, rule }: CardCheck): string {
  return rule.startsWith(label) ? rule : `${label}: ${rule}`;
}

/** What the sentence says beyond the other columns: `error-rate 0.2% meets "error-rate < 1%" (1m window, …)`. */
function detailsOf({ label, rule, stable, sentence }: CardCheck): string {
  const [said, ...rest] = sentence.split(`"${rule}"`);
  if (said === undefined || !said.startsWith(`${label} `)) return sentence;
  if (rest.length === 0) return sentence.slice(label.length + 1);
  const after = unbracketed(rest.join(`"${rule}"`).trim());
  const inItsColumn = `stable ${stable}`;
  return after
    .split(', ')
    .filter((part) => part !== inItsColumn)
    .join(', ');
}

/** Without the brackets it begins with, whatever stands in brackets between them. */
function unbracketed(text: string): string {
  if (!text.startsWith('(')) return text;
  let depth = 0;
  const end = [...text].findIndex((mark) => {
    if (mark === '(') depth += 1;
    if (mark === ')') depth -= 1;
    return depth === 0;
  });
  const characters = [...text];
  return end === -1 ? text : [...characters.slice(1, end), ...characters.slice(end + 1)].join('');
}
