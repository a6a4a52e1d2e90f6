import type { CardCheck } from '../../core/card/card.ts';
import { counted, listed } from '../../core/prose.ts';
import { codeSpan, escapeDiscord, prose } from './escape.ts';
import { within } from './fit.ts';
import { tones } from './message.ts';

/** The checks with what they say, from all of them to how many of them are not well. */
export function checkForms(checks: readonly CardCheck[]): readonly string[] {
  if (checks.length === 0) return [''];
  const troubled = checks.filter(isTroubled);
  const fine = checks.length - troubled.length;
  const rest = fine === 0 ? [] : [`-# and ${counted(fine, 'check')} without trouble`];
  return [
    checks.map((check) => checkText(check, 2000)).join('\n'),
    [...troubled.map((check) => checkText(check, 400)), ...rest].join('\n'),
    [...troubled.slice(0, 3).map((check) => checkText(check, 80)), summary(checks)].join('\n'),
    summary(checks),
  ];
}

/** What is well needs no sentence. */
function checkText(check: CardCheck, most: number): string {
  const { label, value, stable, rule, tone, sentence } = check;
  const facts = [
    `${tones[tone].mark} ${within(label, 80, escapeDiscord)} **${within(value === '' ? '–' : value, 80, escapeDiscord)}**`,
    stable === '' ? '' : `stable ${within(stable, 80, escapeDiscord)}`,
    within(rule, 200, codeSpan),
  ];
  const line = facts.filter((fact) => fact !== '').join(' · ');
  return isTroubled(check) ? `${line}\n-# ${within(sentence, most, prose)}` : line;
}

function isTroubled({ tone }: CardCheck): boolean {
  return tone === 'bad' || tone === 'warning';
}

const words = {
  bad: 'broken',
  warning: 'near trouble',
  moving: 'under way',
  quiet: 'without a verdict',
  good: 'well',
};

function summary(checks: readonly CardCheck[]): string {
  const counts = (['bad', 'warning', 'moving', 'quiet', 'good'] as const).flatMap((tone) => {
    const count = checks.filter((check) => check.tone === tone).length;
    return count === 0 ? [] : [`${tones[tone].mark} ${count} ${words[tone]}`];
  });
  return `${counted(checks.length, 'check')}: ${listed(counts)}`;
}
