import { actorName, type PersonName } from '../../card/names.ts';
import { versionWords } from '../../card/version-words.ts';
import { counted } from '../../prose.ts';
import type { Rollout } from '../../rollout/state.ts';
import { instantText } from '../instant-text.ts';
import type { Fact } from './fact.ts';
import { type FactInput, fact } from './make-fact.ts';

/** What is released, where to, from which code and by whom: `rollout/…`, `people/requester`. */
export function rolloutFacts(rollout: Rollout, personName: PersonName): readonly Fact[] {
  const { plan, stable, startedAt, requestedAt } = rollout;
  const version = versionWords(plan.canary.version);
  const before = stable === null ? null : versionWords(stable.version);
  return [
    text('rollout/id', 'name of the rollout', rollout.id),
    text('rollout/service', 'service', plan.service),
    text('rollout/environment', 'environment', plan.environment),
    text('rollout/canary-version', 'new version, the canary', version),
    text('rollout/canary-version-whole', 'new version in full', plan.canary.version),
    text('rollout/canary-address', 'where the new version is reached', plan.canary.url),
    text('rollout/stable-version', 'version before it, stable', before, 'not known yet'),
    text(
      'rollout/stable-version-whole',
      'version before it in full',
      stable?.version ?? null,
      'not known yet',
    ),
    text('people/requester', 'who requested the rollout', actorName(rollout.requestedBy, personName)),
    {
      id: 'rollout/requested-at',
      about: 'when it was requested',
      value: requestedAt,
      unit: 'instant',
      shown: instantText(requestedAt),
      source: 'event 1',
      at: requestedAt,
    },
    {
      id: 'rollout/started-at',
      about: 'when it started',
      value: startedAt,
      unit: 'instant',
      shown: startedAt === null ? 'never' : instantText(startedAt),
      source: 'event log',
      at: startedAt,
    },
    ...sourceInputs(rollout),
  ].map(fact);
}

function text(id: string, about: string, value: string | null, missing = 'not known'): FactInput {
  return { id, about, value, unit: null, shown: value ?? missing, source: 'plan' };
}

function sourceInputs({ plan: { source }, changes }: Rollout): readonly FactInput[] {
  if (source === undefined) return [];
  return [
    text('rollout/repository', 'repository of the released code', source.repository),
    text('rollout/commit', 'commit that is released', source.commit),
    {
      id: 'rollout/pull-request',
      about: 'pull request that is released',
      value: source.pull,
      unit: null,
      shown: source.pull === null ? 'none' : `pull request ${source.pull}`,
      source: 'plan',
    },
    {
      id: 'rollout/changed-files',
      about: 'files that the release changes',
      value: changes?.length ?? null,
      unit: 'count',
      shown: changes === null ? 'not known' : counted(changes.length, 'file'),
      source: 'event 1',
    },
  ];
}
