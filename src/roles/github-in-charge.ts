import type { Config } from '../config/config.ts';
import type { GithubCalls } from '../ports/github-calls.ts';
import type { Places } from './places.ts';

/** The App that is in charge of a repository; null when there is none. */
export function githubInCharge(
  config: Pick<Config, 'places'>,
  places: Places,
): (repository: string) => GithubCalls | null {
  return (repository) => {
    const wanted = repository.toLowerCase();
    const place = config.places.find(
      (one) => one.kind === 'github' && one.repositories.some((name) => name.toLowerCase() === wanted),
    );
    return place === undefined ? null : places.githubOf(place.name).client;
  };
}
