import { PlaceName } from '../../core/ids.ts';
import type { DiscordPlace, GithubIssuePlace, GithubPlace, Place, SlackPlace } from '../config.ts';
import { error, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { listOf } from './building.ts';
import { missingKey } from './missing-key.ts';
import { checkReaders, emailPlace, postedPlace, statusPage } from './notice-places.ts';
import { pagerPlace } from './pager-places.ts';

type Declared = NonNullable<Root['places']>[string];
type Of<K extends Declared['kind']> = Extract<Declared, { kind: K }>;

/** The console alone when the file declares no place. What a place cannot do without is reported. */
export function buildPlaces(root: Root, report: Report): readonly Place[] {
  const declared = Object.entries(root.places ?? {});
  if (declared.length === 0) return [{ name: PlaceName.parse('console'), kind: 'console' }];
  const places = declared.flatMap(([key, place]) => {
    const built = buildPlace(PlaceName.parse(key), place, root, report);
    return built === null ? [] : [built];
  });
  checkRepositories(places, report);
  checkReaders(root, report);
  return places;
}

/** What a repository sends would otherwise be carried out once for each place. */
function checkRepositories(places: readonly Place[], report: Report): void {
  const taken = new Map<string, PlaceName>();
  for (const place of places) {
    if (place.kind !== 'github') continue;
    for (const repository of place.repositories) {
      const first = taken.get(repository.toLowerCase());
      taken.set(repository.toLowerCase(), first ?? place.name);
      if (first === undefined) continue;
      const sentence = `\`${repository}\` is a repository of \`${first}\` already, and what is said there would count twice. Take it from one of the two.`;
      report(
        error(['places', place.name, 'repository'], 'same-repository', sentence, {
          expected: 'a repository of this place alone',
        }),
      );
    }
  }
}

function buildPlace(name: PlaceName, place: Declared, root: Root, report: Report): Place | null {
  switch (place.kind) {
    case 'console':
    case 'log':
      return { name, kind: place.kind };
    case 'slack':
      return slackPlace(name, place, report);
    case 'discord':
      return discordPlace(name, place, report);
    case 'github':
      return githubPlace(name, place, report);
    case 'github-issue':
      return githubIssuePlace(name, place, root, report);
    case 'webhook':
    case 'in-app':
    case 'blog':
      return postedPlace(name, place, report);
    case 'status-page':
      return statusPage(name, place, report);
    case 'email':
      return emailPlace(name, place, report);
    case 'pager':
      return pagerPlace(name, place, report);
    default:
      return null;
  }
}

/** Names can be given to something else; ids cannot. */
function needsId(name: PlaceName, key: string, value: string | undefined, form: RegExp, example: string) {
  if (value !== undefined && form.test(value)) return null;
  const missing = value === undefined;
  const path = missing ? ['places', name] : ['places', name, key];
  const sentence = `\`${name}\` needs ${missing ? `\`${key}\`` : `an id as its \`${key}\``}, such as \`${key}: ${example}\`: a name can change hands, an id cannot.`;
  return error(path, missing ? 'missing-key' : 'wrong-value', sentence, {
    at: missing ? 'key' : 'value',
    expected: `an id such as ${example}`,
  });
}

function slackPlace(name: PlaceName, place: Of<'slack'>, report: Report): SlackPlace | null {
  const { team, channel, token, signing_secret, app_token, api_url } = place;
  const wrong = [
    needsId(name, 'team', team, /^[TE][A-Z0-9]+$/, 'T0123ABCD'),
    needsId(name, 'channel', channel, /^[CG][A-Z0-9]+$/, 'C0123ABCD'),
    token === undefined ? missingKey(name, ['token'], 'without it Belay cannot speak there') : null,
    signing_secret === undefined && app_token === undefined
      ? missingKey(
          name,
          ['signing_secret', 'app_token'],
          'the first for requests over HTTP, the second for Socket Mode',
        )
      : null,
  ].filter((mistake) => mistake !== null);
  wrong.forEach(report);
  if (wrong.length > 0 || team === undefined || token === undefined) return null;
  return {
    name,
    kind: 'slack',
    team,
    channel,
    token,
    signingSecret: signing_secret ?? null,
    appToken: app_token ?? null,
    apiUrl: api_url ?? null,
  };
}

function discordPlace(name: PlaceName, place: Of<'discord'>, report: Report): DiscordPlace | null {
  const { guild, channel, token, public_key, api_url } = place;
  const wrong = [
    needsId(name, 'guild', guild, /^\d{5,25}$/, '"123456789012345678"'),
    needsId(name, 'channel', channel, /^\d{5,25}$/, '"123456789012345678"'),
    token === undefined ? missingKey(name, ['token'], 'without it Belay cannot speak there') : null,
    public_key !== undefined && !/^[0-9a-f]{64}$/.test(public_key)
      ? error(
          ['places', name, 'public_key'],
          'wrong-value',
          'A public key of Discord has 64 hexadecimal digits; it stands on the page of the application.',
        )
      : null,
  ].filter((mistake) => mistake !== null);
  wrong.forEach(report);
  if (wrong.length > 0 || guild === undefined || token === undefined) return null;
  return {
    name,
    kind: 'discord',
    guild,
    channel,
    token,
    publicKey: public_key ?? null,
    apiUrl: api_url ?? null,
  };
}

function githubPlace(name: PlaceName, place: Of<'github'>, report: Report): GithubPlace | null {
  const { app, private_key, webhook_secret, api_url } = place;
  const wrong = [
    app === undefined || !/^\d+$/.test(app)
      ? missingKey(name, ['app'], 'the id of your GitHub App, digits in quotes')
      : null,
    private_key === undefined
      ? missingKey(name, ['private_key'], 'the private key of your GitHub App')
      : null,
    webhook_secret === undefined
      ? missingKey(name, ['webhook_secret'], 'without it anybody could send webhooks in the name of GitHub')
      : null,
  ].filter((mistake) => mistake !== null);
  wrong.forEach(report);
  if (app === undefined || private_key === undefined || webhook_secret === undefined || wrong.length > 0)
    return null;
  return {
    name,
    kind: 'github',
    repositories: [...new Set(listOf(place.repository))],
    app,
    privateKey: private_key,
    webhookSecret: webhook_secret,
    mentions: (place.mention ?? []).map((one) => one.replace(/^@/, '')),
    forks: place.forks ?? false,
    apiUrl: api_url ?? null,
  };
}

function githubIssuePlace(
  name: PlaceName,
  { repository, labels, app }: Of<'github-issue'>,
  root: Root,
  report: Report,
): GithubIssuePlace | null {
  const apps = Object.entries(root.places ?? {}).flatMap(([key, { kind }]) =>
    kind === 'github' ? [key] : [],
  );
  const [only] = apps;
  const chosen = app?.name ?? (apps.length === 1 ? only : undefined);
  if (chosen === undefined || !apps.includes(chosen)) {
    const path = app === undefined ? ['places', name] : ['places', name, 'app'];
    const sentence = `\`${name}\` opens issues through the GitHub App of a place of kind \`github\`: declare one, and name it as \`app\` when there are several.`;
    report(
      error(path, 'missing-key', sentence, {
        at: app === undefined ? 'key' : 'value',
        expected: 'a place of kind `github`',
      }),
    );
    return null;
  }
  return { name, kind: 'github-issue', repository, labels: labels ?? [], app: PlaceName.parse(chosen) };
}
