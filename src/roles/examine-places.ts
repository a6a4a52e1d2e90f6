import { examineDiscord } from '../adapters/place/discord/examine.ts';
import { examineGithub } from '../adapters/place/github/examine.ts';
import { examineSlack } from '../adapters/place/slack/examine.ts';
import type { Config, DiscordPlace, GithubPlace, Place, SlackPlace } from '../config/config.ts';
import type { SecretRef } from '../config/schema/secret.ts';
import { Failure } from '../core/failure.ts';
import type { Examine, Finding } from '../ports/examine.ts';
import type { Log } from '../ports/log.ts';
import { repositoryUses } from './github-uses.ts';
import { examineNoticePlace } from './notice-places.ts';
import { examinePagerPlace } from './pager-places.ts';
import type { SecretOf } from './secrets.ts';

export interface ExaminedPlaces {
  readonly config: Pick<Config, 'places' | 'triggers' | 'slots' | 'repositories'>;
  readonly secretOf: SecretOf;
  /** The console's address as people type it; null when nobody said it. */
  readonly publicUrl: string | null;
}

/** Each place that somebody else hosts: its credentials, permissions, and whether it can be reached. */
export function examinePlaces(parts: ExaminedPlaces): readonly Examine[] {
  return parts.config.places.flatMap((place) => {
    const examine = examinationOf(place, parts);
    return examine === null ? [] : [withSecrets(place, examine)];
  });
}

function examinationOf(place: Place, parts: ExaminedPlaces): Examine | null {
  const { secretOf } = parts;
  switch (place.kind) {
    case 'slack':
      return () => slack(place, secretOf)();
    case 'discord':
      return () => discord(place, secretOf);
    case 'github':
      return async () => github(place, parts);
    case 'console':
    case 'log':
    case 'github-issue':
      return null;
    case 'pager':
      return () => examinePagerPlace(place, secretOf);
    default:
      return () => examineNoticePlace(place, secretOf);
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

/** With the repositories of its issues for approvals. @throws Failure secret-missing */
function github(
  { name, app, privateKey, webhookSecret, apiUrl, repositories }: GithubPlace,
  { config, secretOf, publicUrl }: ExaminedPlaces,
): Promise<readonly Finding[]> {
  const issues = config.places.flatMap((place) =>
    place.kind === 'github-issue' && place.app === name ? [place.repository] : [],
  );
  secretOf(webhookSecret);
  return examineGithub({
    name,
    app,
    apiUrl,
    publicUrl,
    privateKey: secretOf(privateKey),
    repositories: [...new Set([...repositories, ...issues])],
    usesOf: (repository) => repositoryUses(config, repository),
    triggers: config.triggers.map(({ on }) => on),
  });
}

/** @throws Failure secret-missing when it is named and not there */
function optional(ref: SecretRef | null, secretOf: SecretOf): string | null {
  return ref === null ? null : secretOf(ref);
}

/** What was found is said as findings. */
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
