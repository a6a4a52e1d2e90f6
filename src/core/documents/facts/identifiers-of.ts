import { versionWords } from '../../card/version-words.ts';
import type { Rollout } from '../../rollout/state.ts';

/** Names that prose about a rollout may need; those that read as an amount are sorted out by the book. */
export function identifiersOf({ id, plan, stable, changes }: Rollout): readonly string[] {
  const versions = [plan.canary.version, ...(stable === null ? [] : [stable.version])];
  const pull = plan.source?.pull ?? null;
  return [
    // Classes of responses have these names whoever speaks of them.
    '4xx',
    '5xx',
    id,
    plan.service,
    plan.environment,
    ...versions.flatMap((version) => [version, versionWords(version)]),
    ...plan.metrics.map(({ name }) => name),
    ...plan.stages.map(({ name }) => name),
    ...plan.probes.map(({ name }) => name),
    ...[...plan.prepare, ...plan.verify].map(({ name }) => name),
    ...(pull === null ? [] : [`#${pull}`]),
    ...(changes ?? []),
  ];
}
