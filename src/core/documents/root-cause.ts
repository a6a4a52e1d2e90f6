import { causeClause } from '../card/cause.ts';
import { actorName, idAsName, type PersonName } from '../card/names.ts';
import { versionWords } from '../card/version-words.ts';
import { formatValue } from '../judge/format.ts';
import { counted, listed, quoted } from '../prose.ts';
import type { Recorded } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Instant } from '../time.ts';
import { heading, list, paragraph } from './blocks.ts';
import { differenceWords, isAlike } from './figures/difference.ts';
import { instantText } from './instant-text.ts';
import { noHypotheses } from './no-hypotheses.ts';
import { type Breach, breachOf } from './release/breach.ts';
import { identityBlocks } from './release/identity.ts';
import { placesToLook } from './release/places-to-look.ts';
import { ruledOut, unknowns } from './release/ruled-out.ts';
import {
  alikeMeans,
  byDifference,
  type Differing,
  differenceTable,
  onsetSentences,
} from './release/what-differed.ts';
import type { Block, DocumentTree } from './tree.ts';

export interface RootCauseOptions {
  readonly now: Instant;
  readonly personName?: PersonName;
}

/**
 * The evidence about a rollback's cause: what differed, when it began, what changed, what the data speaks against.
 * @param events all of them, oldest first
 * @returns null when no rollback was ordered
 */
export function rootCause(
  rollout: Rollout,
  events: readonly Recorded[],
  { now, personName = idAsName }: RootCauseOptions,
): DocumentTree | null {
  const { plan } = rollout;
  const breach = breachOf(plan, events);
  if (breach === null) return null;
  const version = versionWords(plan.canary.version);
  const differing = breach.look === null ? [] : byDifference(plan, breach.look);
  const against = ruledOut(plan, breach);
  return {
    title: `Root-cause analysis: ${plan.service} ${version} in ${plan.environment}`,
    summary: summary(differing, breach, personName),
    draftedBy: 'template',
    draftedWhy: 'Computed from the recorded measurements and events; no model was asked.',
    at: events.at(-1)?.at ?? now,
    blocks: [
      heading('What differed between the versions'),
      ...differed(differing, breach),
      heading('When it began'),
      list(onsetSentences(plan, breach)),
      heading('What the data speaks against'),
      against.length === 0 ? paragraph('Nothing that was recorded rules anything out.') : list(against),
      heading('What is not known'),
      list(unknowns(plan, events, breach)),
      ...identityBlocks(rollout),
      ...placesToLook(rollout, breach),
      ...noHypotheses,
    ],
  };
}

function summary(differing: readonly Differing[], { account }: Breach, personName: PersonName): string {
  const why = `Traffic was taken back ${causeClause(account.cause, actorName(account.orderedBy, personName))}`;
  const [most] = differing;
  if (most === undefined) return `${why}; what differed between the versions was not measured.`;
  if (isAlike(most.pair))
    return `${why}; both versions were alike in ${listed(differing.map(({ figures }) => figures.metric.name))}, which is all that could be compared.`;
  const { metric } = most.figures;
  return `${why}; what differed most was ${metric.name}, ${differenceWords(most.pair, metric.unit)} than stable's ${formatValue(most.pair.stable, metric.unit)}.`;
}

function differed(differing: readonly Differing[], { look, trigger }: Breach): Block[] {
  if (look === null) return [paragraph('Nothing was measured before the order.')];
  if (differing.length === 0) return [paragraph('No metric had a value on both sides at the last look.')];
  const apart = differing.filter((one) => !isAlike(one.pair)).length;
  const found =
    apart === 0
      ? 'differed in no metric that both had a value of'
      : `differed in ${apart} of ${counted(differing.length, 'metric')}`;
  const acted = trigger === null ? '' : ` ${quoted(trigger.check.rule.text)} acted.`;
  return [
    paragraph(`At ${instantText(look.at)}, the last look before the order, the versions ${found}.${acted}`),
    differenceTable(differing),
    paragraph(alikeMeans),
  ];
}
