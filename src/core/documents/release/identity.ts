import { versionWords } from '../../card/version-words.ts';
import type { Rollout } from '../../rollout/state.ts';
import { facts, heading, list, paragraph } from '../blocks.ts';
import type { Block } from '../tree.ts';

const shownFiles = 30;

/** What exactly was released: versions, plan and code, so that nobody looks at another one. */
export function identityBlocks(rollout: Rollout): Block[] {
  const { plan, stable, id } = rollout;
  const { source } = plan;
  return [
    heading('What was released'),
    facts(
      ['Rollout', id],
      ['Service', `${plan.service} in ${plan.environment}`],
      ['New version', versionWords(plan.canary.version)],
      ['Version before', stable === null ? 'not known' : versionWords(stable.version)],
      ['Plan', plan.hash.slice(0, 12)],
      ...(source === undefined
        ? []
        : ([
            ['Code', `${source.repository} at ${source.commit}`],
            ['Pull request', source.pull === null ? 'none' : `${source.pull}`],
          ] as const)),
    ),
    ...changedFiles(rollout),
  ];
}

export function changedFiles({ plan, changes }: Rollout): Block[] {
  if (changes === null) {
    const told = plan.source === undefined ? 'The release names no commit, so' : 'Nobody told the files, so';
    return [paragraph(`${told} which files changed is not known.`)];
  }
  if (changes.length === 0) return [paragraph('The commit changes no file.')];
  const more = changes.length - shownFiles;
  return [list([...changes.slice(0, shownFiles), ...(more > 0 ? [`and ${more} more`] : [])])];
}
