import { counted } from '../prose.ts';
import type { Source } from '../rollout/plan.ts';

/** `acme/shop at 3f2c…, pull request 12, which changes 3 files` @param changes null when nobody told */
export function sourceWords({ repository, commit, pull }: Source, changes: readonly string[] | null): string {
  const asked = pull === null ? '' : `, pull request ${pull}`;
  const files = changes === null ? '' : `, which changes ${counted(changes.length, 'file')}`;
  return `${repository} at ${commit}${asked}${files}`;
}
