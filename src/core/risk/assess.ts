import { nearest } from '../nearest.ts';
import { counted, listed } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { isReadable, matcherOf } from './pattern.ts';
import type { MatchedScope, Risk, RiskLevel } from './risk.ts';
import { whyTier } from './words.ts';

/** Paths that make a tier. */
export interface Scope {
  readonly patterns: readonly string[];
  readonly tier: string;
  readonly level: RiskLevel | null;
}

/** Names of tiers. */
export interface Ladder {
  /** From low to high. */
  readonly tiers: readonly string[];
  /** Of files that no scope matches. */
  readonly usual: string;
  /** Of releases of which nobody knows the changed files. */
  readonly whenUnknown: string;
}

/** Files that a release changes; `missing` says as a clause why these are not all, and is null when they are. */
export interface Changed {
  readonly files: readonly string[];
  readonly missing: string | null;
}

export interface Assessed {
  readonly kind: 'assessed';
  readonly risk: Omit<Risk, 'demands' | 'notice' | 'firstIn'>;
  /** Which scopes decided for a file, in the order of the file. */
  readonly decided: readonly number[];
}

const shownExamples = 3;

/**
 * How risky a release is: for each file the last scope that matches decides, and the highest tier of all files counts.
 * @param raisedTo a tier that somebody gave by hand. Refused: `no-such-tier`, and `tier-lower` when it is below what the
 * files make
 */
export function assessRisk(
  scopes: readonly Scope[],
  ladder: Ladder,
  changed: Changed,
  raisedTo: string | null,
): Assessed | Refusal {
  const rankOf = (tier: string) => ladder.tiers.indexOf(tier);
  const readable = changed.files.filter(isReadable);
  const { matched, decided, unmatched } = matchFiles(scopes, readable);
  const known = [
    ...matched.map(({ tier }) => tier),
    ...(unmatched || readable.length === 0 ? [ladder.usual] : []),
  ];
  const unknown = missingWords(changed, changed.files.length - readable.length);
  const made = highest([...known, ...(unknown === null ? [] : [ladder.whenUnknown])], ladder);
  const risk = {
    tier: made,
    because: because(made, matched, unknown),
    computed: made,
    changed: unknown === null ? readable.length : null,
    matched: matched.toSorted((one, other) => rankOf(other.tier) - rankOf(one.tier)),
    ...(unknown === null ? {} : { unknown }),
  };
  if (raisedTo === null) return { kind: 'assessed', risk, decided };
  if (rankOf(raisedTo) < 0) return noSuchTier(raisedTo, ladder);
  if (rankOf(raisedTo) < rankOf(made)) {
    return refuse(
      'tier-lower',
      `This release is \`${made}\`, because ${whyTier(risk)}. A tier given by hand may only raise it, and \`${raisedTo}\` is lower. Nothing was started.`,
    );
  }
  const raised = raisedTo === made ? risk : { ...risk, tier: raisedTo, because: 'by-hand' as const };
  return { kind: 'assessed', risk: raised, decided };
}

function because(made: string, matched: readonly MatchedScope[], unknown: string | null): Risk['because'] {
  if (matched.some(({ tier }) => tier === made)) return 'paths';
  return unknown === null ? 'usual' : 'unknown';
}

function missingWords({ missing }: Changed, unreadable: number): string | null {
  if (missing !== null || unreadable === 0) return missing;
  const have = unreadable === 1 ? 'has a name' : 'have names';
  return `${counted(unreadable, 'changed file')} ${have} that no pattern can be held against`;
}

interface Matched {
  readonly matched: readonly MatchedScope[];
  readonly decided: readonly number[];
  /** Whether there is a file that no scope speaks of. */
  readonly unmatched: boolean;
}

function matchFiles(scopes: readonly Scope[], files: readonly string[]): Matched {
  const rules = scopes.flatMap(({ patterns, tier, level }, scope) =>
    patterns.map((pattern) => ({
      scope,
      pattern,
      tier,
      level,
      matches: matcherOf(pattern),
      files: [] as string[],
    })),
  );
  const lastFirst = rules.toReversed();
  let unmatched = false;
  for (const file of files.toSorted()) {
    const rule = lastFirst.find(({ matches }) => matches(file));
    if (rule === undefined) unmatched = true;
    else rule.files.push(file);
  }
  const deciding = rules.filter((rule) => rule.files.length > 0);
  return {
    unmatched,
    decided: [...new Set(deciding.map(({ scope }) => scope))],
    matched: deciding.map(({ pattern, tier, level, files: of }) => ({
      ...{ pattern, tier, level, files: of.length },
      examples: of.slice(0, shownExamples),
    })),
  };
}

function highest(tiers: readonly string[], ladder: Ladder): string {
  return ladder.tiers.findLast((tier) => tiers.includes(tier)) ?? ladder.whenUnknown;
}

export function noSuchTier(typed: string, { tiers }: Ladder): Refusal {
  const near = nearest(typed, tiers);
  const hint = near === null ? '' : ` Did you mean \`${near}\`?`;
  const known = listed(tiers.map((tier) => `\`${tier}\``));
  return refuse('no-such-tier', `There is no tier of that name.${hint} From low to high there are ${known}.`);
}
