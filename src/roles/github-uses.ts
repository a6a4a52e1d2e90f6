import type { RepositoryUses } from '../adapters/place/github/rights.ts';
import type { Config, SlotConfig } from '../config/config.ts';

/** What belay.yml has Belay do in a repository besides hearing commands there. */
export function repositoryUses(
  { slots, repositories }: Pick<Config, 'slots' | 'repositories'>,
  repository: string,
): RepositoryUses {
  const there = slots.filter(
    ({ service }) => repositories[service]?.toLowerCase() === repository.toLowerCase(),
  );
  return {
    migrations: there.some(({ migrations }) => migrations?.pullRequest === true),
    ci: there.some(asksCi),
  };
}

function asksCi({ plan: { before, after, stages } }: SlotConfig): boolean {
  const lists = [before, after, ...stages.map(({ checklist }) => checklist)];
  return lists.some((list) => list?.boxes.some(({ evidence }) => evidence?.kind === 'ci') === true);
}
