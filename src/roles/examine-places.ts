import { examineDiscord } from '../adapters/place/discord/examine.ts';
import { examineSlack } from '../adapters/place/slack/examine.ts';
import type { Config, DiscordPlace, Place, SlackPlace } from '../config/config.ts';
import type { SecretRef } from '../config/schema/secret.ts';
import { Failure } from '../core/failure.ts';
import type { Examine, Finding } from '../ports/examine.ts';
import type { Log } from '../ports/log.ts';
import type { SecretOf } from './secrets.ts';

/** Each place that somebody else hosts: its credentials, permissions, and whether it can be reached. */
export function examinePlaces({ places }: Pick<Config, 'places'>, secretOf: SecretOf): readonly Examine[] {
  return places.flatMap((place) => {
    const examine = examinationOf(place, secretOf);
    return examine === null ? [] : [withSecrets(place, examine)];
  });
}

function examinationOf(place: Place, secretOf: SecretOf): Examine | null {
  switch (place.kind) {
    case 'slack':
      return () => slack(place, secretOf)();
    case 'discord':
      return () => discord(place, secretOf);
    default:
      return null;
  }
}

/** A secret that is not there is a finding like any other. */
function withSecrets({ name, kind }: Place, examine: Examine): Examine {
  return async (): Promise<readonly Finding[]> => {
    try {
      return await examine();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return [{ about: `Place ${name} (${kind})`, state: 'error', sentence: error.message }];
    }
  };
}

function slack(place: SlackPlace, secretOf: SecretOf): Examine {
  const { name, team, channel, token, signingSecret, appToken, apiUrl } = place;
  return examineSlack({
    ...{ name, team, channel, apiUrl },
    token: secretOf(token),
    hasSigningSecret: optional(signingSecret, secretOf) !== null,
    appToken: optional(appToken, secretOf),
    clock: Date.now,
    log: silent,
  });
}

function discord(place: DiscordPlace, secretOf: SecretOf): Promise<readonly Finding[]> {
  const { name, guild, channel, token, publicKey, apiUrl } = place;
  return examineDiscord({
    name,
    guild,
    channel,
    publicKey,
    apiUrl,
    token: secretOf(token),
    command: 'belay',
  });
}

/** @throws Failure secret-missing when it is named and not there */
function optional(ref: SecretRef | null, secretOf: SecretOf): string | null {
  return ref === null ? null : secretOf(ref);
}

/** What was found is said as findings. */
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
