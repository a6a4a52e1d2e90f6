import type { Config, Place } from '../config/config.ts';
import type { SecretRef } from '../config/schema/secret.ts';

/** What Belay's own settings are, libpq's for its database too, and so not for the programs that a plan runs. */
const ownVariables = /^(BELAY_|(DATABASE|REDIS)_URL(_FILE)?$|PG[A-Z]+$)/;

/**
 * What the commands of a plan see of this process's environment: not Belay's settings, and none of its secrets. That
 * keeps them out of what programs print and pass on; a program that wants them can read what this user can.
 */
export function commandEnvironment(
  config: Pick<Config, 'sources' | 'signals' | 'places'> & Partial<Pick<Config, 'heartbeat'>>,
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const secret = new Set(secretRefs(config).flatMap((ref) => ('env' in ref ? [ref.env] : [])));
  return Object.fromEntries(
    Object.entries(variables).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !ownVariables.test(entry[0]) && !secret.has(entry[0]),
    ),
  );
}

/** Where each secret of the file is found. */
export function secretRefs({
  sources,
  signals,
  places,
  heartbeat = null,
}: Pick<Config, 'sources' | 'signals' | 'places'> &
  Partial<Pick<Config, 'heartbeat'>>): readonly SecretRef[] {
  const ofSources = sources.flatMap(({ token, basic }) => [token, basic?.password ?? null]);
  const ofSignals = signals.map((signal) => (signal.kind === 'signed' ? signal.secret : signal.token));
  return [...ofSources, ...ofSignals, heartbeat?.url ?? null, ...places.flatMap(placeSecrets)].filter(
    (ref) => ref !== null,
  );
}

function placeSecrets(place: Place): readonly (SecretRef | null)[] {
  switch (place.kind) {
    case 'slack':
      return [place.token, place.signingSecret, place.appToken];
    case 'discord':
      return [place.token];
    case 'github':
      return [place.privateKey, place.webhookSecret];
    case 'webhook':
    case 'in-app':
    case 'blog':
      return [place.secret];
    case 'status-page':
      return [place.provider.kind === 'http' ? place.provider.secret : place.provider.token];
    case 'pager':
      return place.provider.kind === 'webhook'
        ? [place.provider.secret]
        : [place.provider.key, place.provider.token];
    case 'email':
      return [place.account?.password ?? null];
    case 'console':
    case 'log':
    case 'github-issue':
      return [];
  }
}
