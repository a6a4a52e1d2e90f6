import type { Card } from '../../core/card/card.ts';
import { codeSpan } from './markdown.ts';

/**
 * Pull request and commit as GitHub links them by itself, from other repositories too. This is the one reference that
 * Belay means to be live: it stands in the plan, and nobody typed it.
 */
export function changeText({ repository, commit, pull }: NonNullable<Card['source']>): string {
  const live = isPlain(repository) && /^[0-9a-f]{40}$/.test(commit);
  const written = live ? (text: string) => text : (text: string) => codeSpan(text, 200);
  const at = `commit ${written(`${repository}@${commit}`)}`;
  return pull === null ? at : `${written(`${repository}#${pull}`)}, ${at}`;
}

/** No letter of such a name means anything in Markdown. */
function isPlain(repository: string): boolean {
  return /^[a-z\d-]+\/[\w.-]+$/i.test(repository) && !/(?<![a-z\d])_|_(?![a-z\d])/i.test(repository);
}
