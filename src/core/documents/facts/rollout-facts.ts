import { actorName, type PersonName } from '../../card/names.ts';
import { nextLine } from '../../card/next.ts';
import { versionWords } from '../../card/version-words.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import type { Instant } from '../../time.ts';
import { holdsLeft } from '../release/holds-left.ts';
import { count, instant, length, named } from './inputs.ts';
import type { FactInput } from './make-fact.ts';

/** What is released, where to, from which code, when and by whom: `rollout/…` and `people/requester`. */
export function rolloutFacts(
  rollout: Rollout,
  events: readonly Recorded[],
  now: Instant,
  personName: PersonName,
): readonly FactInput[] {
  const { plan, stable, startedAt, requestedAt } = rollout;
  const end = events.findLast(({ event }) => ends.has(event.kind))?.at ?? null;
  const before = stable?.version ?? null;
  const last = events.at(-1);
  return [
    named(['rollout/id', 'name of the rollout'], rollout.id, 'event 1'),
    named(['rollout/service', 'service'], plan.service, 'plan'),
    named(['rollout/environment', 'environment'], plan.environment, 'plan'),
    named(['rollout/canary-version', 'new version, the canary'], versionWords(plan.canary.version), 'plan'),
    named(['rollout/canary-version-whole', 'new version in full'], plan.canary.version, 'plan'),
    named(['rollout/canary-address', 'where the new version is reached'], plan.canary.url, 'plan'),
    named(
      ['rollout/stable-version', 'version before it, stable'],
      before === null ? null : versionWords(before),
      'event log',
    ),
    named(['rollout/stable-version-whole', 'version before it in full'], before, 'event log'),
    named(
      ['people/requester', 'who requested the rollout'],
      actorName(rollout.requestedBy, personName),
      'event 1',
    ),
    instant(['rollout/requested-at', 'when it was requested'], requestedAt, 'event 1'),
    instant(['rollout/started-at', 'when it started'], startedAt, 'event log'),
    instant(['rollout/ended-at', 'when it ended'], end, 'event log', 'not yet'),
    length(
      ['rollout/duration', 'from its start to its end'],
      end === null || startedAt === null ? null : end - startedAt,
      'event log',
    ),
    instant(['rollout/now', 'when these facts were read'], now, 'clock'),
    ...nextFacts(rollout, now),
    ...(last === undefined
      ? []
      : [
          count(['rollout/events', 'events recorded'], last.seq, 'event', `event ${last.seq}`),
          instant(
            ['rollout/last-event-at', 'when the last event was recorded'],
            last.at,
            `event ${last.seq}`,
          ),
        ]),
    ...sourceFacts(rollout),
  ];
}

function nextFacts(rollout: Rollout, now: Instant): readonly FactInput[] {
  const { at } = nextLine(rollout);
  const next = at === null ? [] : [instant(['rollout/next-at', 'when its next step is due'], at, 'plan')];
  const holds = holdsLeft(rollout, now);
  if (holds === null) return next;
  return [
    ...next,
    length(['rollout/holds-left', 'what the holds of the plan still take'], Math.max(1000, holds), 'plan'),
    instant(['rollout/earliest-end', 'when it can be over at the earliest'], now + holds, 'plan'),
  ];
}

const ends: ReadonlySet<string> = new Set(['rolled-back', 'completed', 'cancelled']);

function sourceFacts({ plan: { source }, changes }: Rollout): readonly FactInput[] {
  if (source === undefined) return [];
  const pull = source.pull === null ? null : `pull request ${source.pull}`;
  return [
    named(['rollout/repository', 'repository of the released code'], source.repository, 'plan'),
    named(['rollout/commit', 'commit that is released'], source.commit, 'plan'),
    named(['rollout/pull-request', 'pull request that is released'], pull, 'plan', 'none'),
    count(
      ['rollout/changed-files', 'files that the release changes'],
      changes?.length ?? null,
      'file',
      'event 1',
    ),
  ];
}
