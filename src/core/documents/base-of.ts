import type { ChainHead } from '../audit/chain.ts';
import { idAsName, type PersonName } from '../card/names.ts';
import type { Recorded } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Instant } from '../time.ts';
import { checklist } from './checklist.ts';
import { goNoGo } from './go-no-go.ts';
import { incident } from './incident.ts';
import type { DocumentKind } from './kinds.ts';
import { report } from './report.ts';
import { rootCause } from './root-cause.ts';
import { stageReport } from './stage-report.ts';
import type { DocumentTree } from './tree.ts';
import { versionComparison } from './version-comparison.ts';

export interface BaseOptions {
  readonly rollout: Rollout;
  /** All of them, oldest first. */
  readonly events: readonly Recorded[];
  readonly now: Instant;
  readonly personName?: PersonName;
  /** Where the whole log ended, for the report; null where that is not known. */
  readonly checkpoint?: ChainHead | null;
}

/**
 * The deterministic document of a kind, complete without a model, for kinds that follow from a rollout and its events.
 * @param part `gate-2` of a go/no-go analysis (empty: as it stands now), `stage-1` of a stage report, else empty
 * @returns null when there is nothing to write about, or when the kind needs more than the events
 */
export function baseOf(kind: DocumentKind, part: string, options: BaseOptions): DocumentTree | null {
  return writers[kind](options, part);
}

type Writer = (options: BaseOptions, part: string) => DocumentTree | null;

const writers: { readonly [K in DocumentKind]: Writer } = {
  checklist: ({ rollout, now, personName }) => checklist(rollout, now, rollout.id, personName),
  'go-no-go': ({ rollout, events, ...rest }, part) => {
    const gate = numberOf('gate', part);
    if (gate === null && part !== '') return null;
    return goNoGo(rollout, events, { ...rest, gate });
  },
  'stage-report': ({ rollout, events, ...rest }, part) => {
    const stage = numberOf('stage', part);
    return stage === null ? null : stageReport(rollout, events, { ...rest, stage: stage - 1 });
  },
  incident: ({ rollout, events, ...rest }) => incident(rollout, events, rest),
  'root-cause': ({ rollout, events, ...rest }) => rootCause(rollout, events, rest),
  report: ({ rollout, events, personName = idAsName, checkpoint = null }) =>
    report(rollout, events, personName, checkpoint),
  comparison: ({ rollout, events, now }) => versionComparison(rollout, events, { now }),
  'verification-script': () => null,
  migration: () => null,
  'customer-notice': () => null,
  answer: () => null,
};

/** `2` of `gate-2`; null for anything else. */
function numberOf(name: 'gate' | 'stage', part: string): number | null {
  const digits = new RegExp(`^${name}-([1-9][0-9]{0,8})$`).exec(part)?.[1];
  return digits === undefined ? null : Number(digits);
}
