import type { About } from '../../commands/command.ts';
import type { Config } from '../../src/config/config.ts';
import type { PlaceName } from '../../src/core/ids.ts';
import type { Heard } from './heard.ts';
import type { Pull } from './pull.ts';

export interface AboutParts {
  readonly place: { readonly name: PlaceName };
  readonly config: Pick<Config, 'repositories'>;
}

/** `acme/shop#12` */
export function threadOf({ name }: Heard['repository'], number: number): string {
  return `${name}#${number}`;
}

/** What a line in an issue is about when it does not say. */
export function aboutIssue(
  { place, config }: AboutParts,
  repository: Heard['repository'],
  number: number,
): About {
  const service = onlyService(config, repository);
  const origin = { place: place.name, thread: threadOf(repository, number) };
  return { origin, ...(service === null ? {} : { service }) };
}

/**
 * What a line in a pull request is about: its commit, which votes are bound to as well.
 * @param changes null when they were not asked for
 */
export function aboutPull(
  parts: AboutParts,
  repository: Heard['repository'],
  { number, commit }: Pick<Pull, 'number' | 'commit'>,
  changes: readonly string[] | null,
): About {
  return {
    ...aboutIssue(parts, repository, number),
    version: commit,
    commit,
    source: { repository: repository.name, commit, pull: number },
    ...(changes === null ? {} : { changes }),
  };
}

/** The service whose code stands there; null when there are several, because then it must be said. */
function onlyService(
  { repositories }: Pick<Config, 'repositories'>,
  { name }: Heard['repository'],
): string | null {
  const here = Object.entries(repositories).filter(
    ([, repository]) => repository?.toLowerCase() === name.toLowerCase(),
  );
  const [only] = here;
  return only === undefined || here.length > 1 ? null : only[0];
}
