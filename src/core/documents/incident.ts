import { causeClause } from '../card/cause.ts';
import { actorName, idAsName, type PersonName } from '../card/names.ts';
import { nextLine } from '../card/next.ts';
import { nowLine } from '../card/now.ts';
import { versionWords } from '../card/version-words.ts';
import { percent } from '../prose.ts';
import type { Recorded } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import { formatDuration, type Instant } from '../time.ts';
import { facts, heading, list, paragraph } from './blocks.ts';
import { followUpBlocks } from './incident/follow-up.ts';
import { seenBlocks } from './incident/seen.ts';
import { instantText } from './instant-text.ts';
import { type Breach, breachOf } from './release/breach.ts';
import { countedRequests, requestsSentence, sharesOf, sharesSentence } from './release/exposure.ts';
import { identityBlocks } from './release/identity.ts';
import { storyTable } from './release/story.ts';
import type { Block, DocumentTree } from './tree.ts';

export interface IncidentOptions {
  readonly now: Instant;
  readonly personName?: PersonName;
}

/**
 * What happened when traffic was taken back: what was seen, how fast it was safe, who was exposed to it, who did what.
 * @param events all of them, oldest first
 * @returns null when no rollback was ordered
 */
export function incident(
  rollout: Rollout,
  events: readonly Recorded[],
  { now, personName = idAsName }: IncidentOptions,
): DocumentTree | null {
  const { plan } = rollout;
  const breach = breachOf(plan, events);
  if (breach === null) return null;
  const version = versionWords(plan.canary.version);
  return {
    title: `Incident report: ${plan.service} ${version} in ${plan.environment}`,
    summary: summary(rollout, breach, personName),
    draftedBy: 'template',
    draftedWhy: 'Written from the recorded events alone; no model was asked.',
    at: events.at(-1)?.at ?? now,
    blocks: [
      { kind: 'decision', outcome: 'roll_back', done: true, sentence: decided(rollout, breach) },
      ...seenBlocks(plan, breach),
      heading('How fast'),
      facts(...durations(breach)),
      heading('Who was exposed'),
      paragraph(
        `${sharesSentence(sharesOf(rollout, events, now))} ${requestsSentence(countedRequests(rollout, events))}`,
      ),
      ...sinceBreach(rollout, events, breach, now),
      heading('What happened, in order'),
      ...storyTable(events, beginOf(breach), personName),
      heading('State now'),
      list([stateNow(rollout, personName, now), nextLine(rollout).sentence]),
      ...identityBlocks(rollout),
      ...followUpBlocks(rollout, events, breach),
    ],
  };
}

function summary({ plan }: Rollout, { account }: Breach, personName: PersonName): string {
  const by = actorName(account.orderedBy, personName);
  const what = `${plan.service} ${versionWords(plan.canary.version)} was taken back from ${plan.environment}`;
  return `${what} at ${percent(account.from)} of the traffic, ${causeClause(account.cause, by)}.`;
}

function decided({ stable }: Rollout, { account }: Breach): string {
  const before = versionWords(stable?.version ?? 'the version before it');
  return account.safeAt === null
    ? `Traffic is on its way back to ${before}.`
    : `No new request has reached the new version since ${instantText(account.safeAt)}; ${before} serves everybody.`;
}

function durations({ account }: Breach): readonly (readonly [string, string])[] {
  const { firstSeenAt, orderedAt, safeAt, overAt } = account;
  const seen: readonly (readonly [string, string])[] =
    firstSeenAt === null
      ? [['Breach first seen', 'not recorded for this cause']]
      : [
          ['Breach first seen', instantText(firstSeenAt)],
          ['From breach to order', formatDuration(orderedAt - firstSeenAt)],
        ];
  return [
    ...seen,
    ['Ordered', instantText(orderedAt)],
    ['From order to safe', safeAt === null ? 'not safe yet' : formatDuration(safeAt - orderedAt)],
    ...(firstSeenAt === null || safeAt === null
      ? []
      : [['From breach to safe', formatDuration(safeAt - firstSeenAt)] as const]),
    ['Over', overAt === null ? 'not yet' : `${formatDuration(overAt - orderedAt)} after the order`],
  ];
}

/** The breach itself, or the order where nothing was measured before it. */
function beginOf({ account, before }: Breach): { from: Instant; seq: number } {
  return account.firstSeenAt === null
    ? { from: account.orderedAt, seq: before.length + 1 }
    : { from: account.firstSeenAt, seq: 1 };
}

function stateNow(rollout: Rollout, personName: PersonName, now: Instant): string {
  const { phase, plan, stable } = rollout;
  if (phase.kind !== 'rolled-back') return nowLine(rollout, personName, now).sentence;
  const before = versionWords(stable?.version ?? 'the version before it');
  return `${before} serves everybody and ${versionWords(plan.canary.version)} serves nobody.`;
}

function sinceBreach(rollout: Rollout, events: readonly Recorded[], breach: Breach, now: Instant): Block[] {
  const { firstSeenAt } = breach.account;
  if (firstSeenAt === null) return [];
  const shares = sharesOf(rollout, events, now).flatMap((share) =>
    share.to <= firstSeenAt ? [] : [{ ...share, from: Math.max(share.from, firstSeenAt) }],
  );
  const parts = shares.map(({ weight, from, to }) => `${percent(weight)} for ${formatDuration(to - from)}`);
  return parts.length === 0
    ? []
    : [paragraph(`Of that after the breach was first seen: ${parts.join(', ')}.`)];
}
