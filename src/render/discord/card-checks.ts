import type { CardCheck } from '../../core/card/card.ts';
import { counted, listed } from '../../core/prose.ts';
import { codeSpan, escapeDiscord, linked, prose } from './escape.ts';
import { within } from './fit.ts';
import { tones } from './message.ts';

/** The checks with what they say, from all of them to how many of them are not well. */
export function checkForms(checks: readonly CardCheck[]): readonly string[] {
  if (checks.length === 0) return [''];
  const troubled = checks.filter(isTroubled);
  const fine = checks.length - troubled.length;
  const rest = fine === 0 ? [] : [`-# and ${counted(fine, 'check')} without trouble`];
  return [
    ...(checks.some(({ link }) => link !== undefined)
      ? [
          checks.map((check) => checkText(check, 2000)).join('\n'),
          checks.map((check) => checkText(isTroubled(check) ? check : withoutLink(check), 2000)).join('\n'),
        ]
      : []),
    checks.map((check) => checkText(withoutLink(check), 2000)).join('\n'),
    [...troubled.map((check) => checkText(withoutLink(check), 400)), ...rest].join('\n'),
    [...troubled.slice(0, 3).map((check) => checkText(withoutLink(check), 80)), summary(checks)].join('\n'),
    summary(checks),
  ];
}

/** Addresses are long, and a message is not. */
function withoutLink({ link: _, ...check }: CardCheck): CardCheck {
  return check;
}

/** What is well needs no sentence. The name leads to where the value can be looked up, which costs no line. */
function checkText(check: CardCheck, most: number): string {
  const { label, value, stable, rule, tone, sentence, link } = check;
  const name = within(label, 80, escapeDiscord);
  const facts = [
    `${tones[tone].mark} ${link === undefined ? name : linked(name, link)} **${within(value === '' ? '–' : value, 80, escapeDiscord)}**`,
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
