import { counted, listed, plainLine } from '../prose.ts';
import type { MatchedScope, Risk } from './risk.ts';

type Assessed = Pick<Risk, 'tier' | 'because' | 'computed' | 'changed' | 'matched' | 'unknown'>;

/** More matches than this are counted. */
const shownMatches = 3;

/** Why a release has its tier, as a clause: `src/payments/** (critical) matched 3 files such as src/payments/charge.ts` */
export function whyTier(risk: Assessed): string {
  switch (risk.because) {
    case 'by-hand':
      return `somebody raised it from ${risk.computed}${also(risk)}`;
    case 'unknown':
      return `nobody knows all the files that change (${risk.unknown ?? 'no place told'})${also(risk)}`;
    case 'usual':
      return `${usualWords(risk)}${also(risk)}`;
    case 'paths':
      return `${matchesOf(risk, risk.tier)}${unknownToo(risk)}`;
  }
}

/** One line for people: `high, because …` */
export function riskWords(risk: Assessed): string {
  return `${risk.tier}, because ${whyTier(risk)}`;
}

/** `src/payments/** (critical) matched 3 files such as src/payments/charge.ts` */
export function matchWords({ pattern, level, files, examples }: MatchedScope): string {
  const [first] = examples;
  const called = level === null ? '' : ` (${level})`;
  const some =
    first === undefined ? '' : files === 1 ? `, ${plainLine(first)}` : ` such as ${plainLine(first)}`;
  return `${plainLine(pattern)}${called} matched ${counted(files, 'file')}${some}`;
}

function matchesOf({ matched }: Assessed, tier: string): string {
  const of = matched.filter((one) => one.tier === tier);
  const more = of.length - shownMatches;
  return listed([
    ...of.slice(0, shownMatches).map(matchWords),
    ...(more > 0 ? [`${counted(more, 'more pattern')} matched`] : []),
  ]);
}

function usualWords({ changed, matched }: Assessed): string {
  if (changed === 0) return 'no file changes, and that is what is usual';
  return matched.length === 0
    ? 'no scope speaks of a changed file'
    : 'some changed files are in no scope, and that is what is usual';
}

/** What the changed files alone say, where something else decided. */
function also(risk: Assessed): string {
  const top = risk.matched[0];
  return top === undefined ? '' : `; ${matchesOf(risk, top.tier)}, which makes it ${top.tier}`;
}

function unknownToo({ unknown }: Assessed): string {
  return unknown === undefined ? '' : `; not all changed files are known, because ${unknown}`;
}
