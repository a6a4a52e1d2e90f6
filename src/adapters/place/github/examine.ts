import { z } from 'zod';
import type { Finding } from '../../../ports/examine.ts';
import type { GithubCalls } from '../../../ports/github-calls.ts';
import { type ClientOptions, openGithub } from './client.ts';
import { examineHook } from './examine-hook.ts';
import { finder } from './finding.ts';
import { type Permission, permissionsFor, type RepositoryUses, subscriptions } from './rights.ts';
import { isGone } from './translate.ts';

export interface ExaminedGithub extends ClientOptions {
  readonly name: string;
  /** `owner/name`, those of its issues for approvals too. */
  readonly repositories: readonly string[];
  readonly usesOf: (repository: string) => RepositoryUses;
  /** What starts rollouts by itself, from belay.yml. */
  readonly triggers: readonly ('merge' | 'release')[];
  /** The console's address as people type it; null when nobody said it. */
  readonly publicUrl: string | null;
}

const App = z.object({ id: z.number(), slug: z.string(), events: z.array(z.string()) });
type App = z.infer<typeof App>;

const Installation = z.object({
  permissions: z.record(z.string(), z.string()),
  suspended_at: z.string().nullish(),
});

/** Looks at the key, the App, where it is installed, what it may and hears, and its webhook. Changes nothing, never throws. */
export async function examineGithub(examined: ExaminedGithub): Promise<readonly Finding[]> {
  const about = `GitHub, place ${examined.name}: App ${examined.app}`;
  const client = openGithub(examined);
  try {
    const app = await client.asApp('to say who the App is', async (octokit) => {
      const { data } = await octokit.rest.apps.getAuthenticated();
      return App.parse(data);
    });
    const found = await Promise.all([
      ...examined.repositories.map((repository) => examineRepository(examined, client, repository)),
      examineHook(client, examined),
    ]);
    const sentence = `The private key is one of the App ${app.slug}.`;
    return [{ about, state: 'ok', sentence }, ...examineEvents(examined, app), ...found.flat()];
  } catch (error) {
    return [finder(about).failed(error)];
  }
}

function examineEvents({ name, triggers }: ExaminedGithub, { events }: App): readonly Finding[] {
  const { ok, error, warning } = finder(`GitHub, place ${name}: events`);
  const missing = subscriptions.filter((one) => !events.includes(one.name));
  if (missing.length === 0) return [ok('The App hears of every event that Belay listens to.')];
  return missing.map(({ label, why, needed }) => {
    const sentence = `The App does not hear of “${label}”: ${why}. Tick it under “Subscribe to events” of the App’s page “Permissions & events”.`;
    const isNeeded = needed === 'always' || triggers.some((one) => one === needed);
    return isNeeded ? error(sentence) : warning(`${sentence} Leave it if you do not use that.`);
  });
}

async function examineRepository(
  { name, usesOf }: ExaminedGithub,
  client: GithubCalls,
  repository: string,
): Promise<readonly Finding[]> {
  const find = finder(`GitHub, place ${name}: ${repository}`);
  try {
    const installation = await installationIn(client, repository);
    if (installation === null)
      return [
        find.error(
          'The App is not installed there, or there is no such repository, so nothing is heard or said. Install it on the App’s page “Install App”, or put the right name into belay.yml.',
        ),
      ];
    if (installation.suspended_at != null)
      return [
        find.error(
          'The App is suspended there, so nothing is heard or said. Unsuspend it in the settings of the owner, under “GitHub Apps”.',
        ),
      ];
    const wrong = missingRights(find, permissionsFor(usesOf(repository)), installation.permissions);
    return wrong.length > 0
      ? wrong
      : [find.ok('The App is installed and has every permission that Belay uses.')];
  } catch (error) {
    return [find.failed(error)];
  }
}

/** Null where the App is not installed. */
function installationIn(client: GithubCalls, repository: string) {
  return client.asApp(`to say whether the App is installed in ${repository}`, async (app) => {
    const [owner = '', repo = ''] = repository.split('/');
    try {
      return Installation.parse((await app.rest.apps.getRepoInstallation({ owner, repo })).data);
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  });
}

function missingRights(
  { error, warning }: ReturnType<typeof finder>,
  needed: readonly Permission[],
  given: Readonly<Record<string, string>>,
): readonly Finding[] {
  const missing = needed.filter(({ name, level }) => !covers(given[name], level));
  const found = missing.map(({ label, level, why, vital }) => {
    const words = level === 'write' ? 'Read and write' : 'Read-only';
    const sentence = `The App lacks the permission “${label}: ${words}”, which Belay needs ${why}. Give it under “Permissions & events” of the App, and accept it where the App is installed.`;
    return vital ? error(sentence) : warning(sentence);
  });
  if (given['administration'] === undefined) return found;
  const surplus =
    'The App has the permission “Administration”, which Belay never uses. Take it away: whoever had its key could change the repository’s rules.';
  return [...found, warning(surplus)];
}

function covers(given: string | undefined, needed: 'read' | 'write'): boolean {
  return given === needed || given === 'write' || given === 'admin';
}
