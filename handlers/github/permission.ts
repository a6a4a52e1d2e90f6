import { z } from 'zod';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { GithubCalls } from '../../src/ports/github-calls.ts';
import type { Account, Heard } from './heard.ts';
import { isMissing } from './is-missing.ts';

const Level = z.object({
  /** The older field: `maintain` counts as `write`, `triage` as `read`. */
  permission: z.enum(['admin', 'write', 'read', 'none']),
  user: z.object({ id: z.number().int() }).nullable(),
});

/**
 * What GitHub itself lets this person do there, besides Belay's own roles. Never `author_association`: members of an
 * organisation who keep that private look like strangers in it.
 * @returns null when allowed
 */
export async function refusePermission(
  client: GithubCalls,
  { name }: Heard['repository'],
  { id, login }: Account,
  kind: 'reads' | 'acts',
): Promise<Refusal | null> {
  const level = await levelOf(client, name, login);
  // The API is asked by login, and a login can have changed hands since the comment.
  if (level?.user?.id !== id) {
    const sentence = `GitHub knows nobody by the name ${login} with the id ${id} in ${name}. Nothing was done.`;
    return refuse('other-account', sentence);
  }
  const { permission } = level;
  const suffices = kind === 'reads' ? permission !== 'none' : ['admin', 'write'].includes(permission);
  if (suffices) return null;
  const needs = kind === 'reads' ? 'read' : 'write';
  return refuse(
    'no-permission',
    `Refused: on GitHub you need ${needs} access to ${name} for that, and you have ${permission === 'none' ? 'none' : permission}. Nothing was done.`,
  );
}

function levelOf(client: GithubCalls, name: string, login: string): Promise<z.infer<typeof Level> | null> {
  return client.inRepository(name, `what ${login} may do in ${name}`, async ({ octokit, owner, repo }) => {
    try {
      const asked = { owner, repo, username: login };
      const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel(asked);
      return Level.parse(data);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  });
}
