import { planHash } from '../src/config/compile.ts';
import type { BreakGlassConfig } from '../src/config/config.ts';
import { refuseAccess } from '../src/core/access/access.ts';
import { pastWords } from '../src/core/card/break-glass-remarks.ts';
import { listed } from '../src/core/prose.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import { Skip } from '../src/core/rollout/break-glass.ts';
import { pastSafeguards } from '../src/core/rollout/past-safeguards.ts';
import type { Plan } from '../src/core/rollout/plan.ts';
import type { Call, Desk } from './command.ts';

/** What somebody wants to leave out, and why. */
export interface Glass {
  readonly skips: readonly Skip[];
  readonly reason: string;
}

/** @returns null for an ordinary release, or why the glass stays whole */
export function readGlass({ parsed }: Call, { breakGlass }: Desk['config']): Glass | Refusal | null {
  const { 'break-glass': asked, skip, reason } = parsed.flags;
  if (asked !== true) {
    return skip === undefined
      ? null
      : refuse(
          'not-break-glass',
          'Only a deployment past the safeguards skips something: say `--break-glass` too. Nothing was started.',
        );
  }
  if (breakGlass === null) {
    return refuse(
      'no-break-glass',
      'belay.yml has no `break_glass`, so nothing can be skipped. Nothing was started; a fix for a spent error budget goes with `--critical "why"`.',
    );
  }
  const words = typeof skip === 'string' ? skip.split(',').map((word) => word.trim()) : [];
  const wanted = words.filter((word) => word !== '');
  if (wanted.length === 0) {
    return refuse(
      'skip-missing',
      `Say what it skips: \`--skip ${breakGlass.skips.join(',')}\` or less. Nothing was started.`,
    );
  }
  const unknown = wanted.filter((word) => !breakGlass.skips.some((one) => one === word));
  if (unknown.length > 0) {
    return refuse(
      'not-to-be-skipped',
      `${listed(unknown.map((word) => `\`${word.slice(0, 40)}\``))} cannot be skipped; belay.yml allows \`--skip ${breakGlass.skips.join(',')}\`. Nothing was started.`,
    );
  }
  const why = typeof reason === 'string' ? reason.trim() : '';
  if (why === '') {
    return refuse('reason-missing', 'Say why: `--reason "CVE-…"`. Nothing was started.');
  }
  return { skips: Skip.options.filter((one) => wanted.includes(one)), reason: why };
}

/** The plan with what may be left out left out; its hash says so. @returns why this person may not, naming who may */
export function breakGlass(call: Call, { config, access }: Desk, plan: Plan, glass: Glass): Plan | Refusal {
  const { breakGlass: rules } = config;
  if (rules === null) return plan;
  const denied = mayNot(call, rules) ?? refuseGranted(call, access, plan);
  if (denied !== null) return denied;
  const { hash: _, ...body } = plan;
  const { announce } = rules;
  const past = pastSafeguards(
    body,
    {
      skips: [...glass.skips],
      reason: glass.reason,
      secondPerson: rules.secondPerson,
      reviewWithin: rules.reviewWithin,
      ...(announce.length === 0 ? {} : { announce: [...announce] }),
    },
    {
      who: rules.who === 'anyone' ? [] : rules.who,
      places: config.environments.find(({ name }) => name === plan.environment)?.places ?? [],
      pagers: rules.pagers,
    },
  );
  return { ...past, hash: planHash(past) };
}

function mayNot({ speaker }: Call, { who }: BreakGlassConfig): Refusal | null {
  if (who === 'anyone' || speaker.roles.some((role) => who.includes(role))) return null;
  const has = speaker.roles.length === 0 ? 'none' : listed(speaker.roles);
  return refuse(
    'not-allowed',
    `Refused: breaking the glass needs ${who.length === 1 ? 'the role' : 'one of'} ${who.join(', ')}; you have ${has} (break_glass.who in belay.yml). Nothing was started.`,
    who,
  );
}

/** Where the file lists the verb too, both must allow it. */
function refuseGranted({ speaker }: Call, access: Desk['access'], plan: Plan): Refusal | null {
  const listedThere =
    access.general['break-glass'] !== undefined ||
    access.environments[plan.environment]?.['break-glass'] !== undefined;
  return listedThere ? refuseAccess(access, speaker, 'break-glass', plan.environment, plan.service) : null;
}

/** Said aloud, in the answer too. */
export function withGlass(sentence: string, { breakGlass }: Plan): string {
  if (breakGlass === undefined) return sentence;
  const second = breakGlass.secondPerson ? '' : ' Nobody else is asked: belay.yml waives the second person.';
  return `${sentence} It goes ${pastWords(breakGlass)}; people are told everywhere and called.${second} Triggers still take it back.`;
}
