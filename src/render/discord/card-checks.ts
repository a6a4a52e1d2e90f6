import type { CardCheck } from '../../core/card/card.ts';
import { counted, listed } from '../../core/prose.ts';
import { codeSpan, escapeDiscord, linked, prose } from './escape.ts';
import { type Section, within } from './fit.ts';
import { tones } from './message.ts';

/** The checks with what they say, from all of them with their links to how many of them are not well. */
export function checkForms(checks: readonly CardCheck[]): Pick<Section, 'forms' | 'whole'> {
  if (checks.length === 0) return { forms: [''] };
  const bare = checks.map(withoutLink);
  const troubled = bare.filter(isTroubled);
  const fine = checks.length - troubled.length;
  const rest = fine === 0 ? [] : [`-# and ${counted(fine, 'check')} without trouble`];
  const whole = [...withLinks(checks), linesOf(bare, 2000)];
  const short = [
    [...troubled.map((check) => checkText(check, 400)), ...rest].join('\n'),
    [...troubled.slice(0, 3).map((check) => checkText(check, 80)), summary(checks)].join('\n'),
    summary(checks),
  ];
  return { forms: [...whole, ...short], whole: whole.length - 1 };
}

/** All links, then those of what is wrong. */
function withLinks(checks: readonly CardCheck[]): readonly string[] {
  if (checks.every(({ link }) => link === undefined)) return [];
  const fewer = checks.map((check) => (isTroubled(check) ? check : withoutLink(check)));
  return [linesOf(checks, 2000), linesOf(fewer, 2000)];
}

function linesOf(checks: readonly CardCheck[], most: number): string {
  return checks.map((check) => checkText(check, most)).join('\n');
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
