import type { PlaceName } from '../../core/ids.ts';
import { type EmailPlace, isForNotices, type PostedPlace, type StatusPagePlace } from '../config.ts';
import { error, type Path, type Report } from '../mistake.ts';
import { isThisMachine } from '../schema/encrypted-url.ts';
import type { Reference } from '../schema/reference.ts';
import type { Root } from '../schema/root.ts';
import { listOf } from './building.ts';
import { missingKey } from './missing-key.ts';

type Declared = NonNullable<Root['places']>[string];
type Of<K extends Declared['kind']> = Extract<Declared, { kind: K }>;

const signed = 'what customers are told is signed, so that nobody else can tell them';

export function postedPlace(
  name: PlaceName,
  { kind, url, secret }: Of<PostedPlace['kind']>,
  report: Report,
): PostedPlace | null {
  if (url === undefined) report(missingKey(name, ['url'], 'the address that notices are posted to'));
  if (secret === undefined) report(missingKey(name, ['secret'], signed));
  return url === undefined || secret === undefined ? null : { name, kind, url, secret };
}

export function statusPage(
  name: PlaceName,
  place: Of<'status-page'>,
  report: Report,
): StatusPagePlace | null {
  const provider = providerOf(name, place, report);
  return provider === null
    ? null
    : { name, kind: 'status-page', components: place.components ?? [], provider };
}

function providerOf(
  name: PlaceName,
  { provider, page, token, secret, api_url }: Of<'status-page'>,
  report: Report,
): StatusPagePlace['provider'] | null {
  if (provider === 'http') {
    if (api_url === undefined)
      report(missingKey(name, ['api_url'], 'the address that notices are posted to'));
    if (secret === undefined) report(missingKey(name, ['secret'], signed));
    return api_url === undefined || secret === undefined ? null : { kind: 'http', url: api_url, secret };
  }
  if (page === undefined) report(missingKey(name, ['page'], 'the id of the page, as its API has it'));
  if (token === undefined) report(missingKey(name, ['token'], 'the API key of the page'));
  return page === undefined || token === undefined
    ? null
    : { kind: 'statuspage', page, token, apiUrl: api_url ?? null };
}

export function emailPlace(name: PlaceName, place: Of<'email'>, report: Report): EmailPlace | null {
  const { to, from, server, user, password } = place;
  if (server === undefined)
    report(missingKey(name, ['server'], 'the mail server, such as `smtp.example.com:587`'));
  if (from === undefined) report(missingKey(name, ['from'], 'the address that the notices come from'));
  if (user !== undefined && password === undefined) {
    report(missingKey(name, ['password'], 'a user alone is let in nowhere'));
  }
  if (server === undefined || from === undefined) return null;
  return {
    name,
    kind: 'email',
    to,
    from,
    ...server,
    onThisMachine: isThisMachine(server.host) || server.host === '::1',
    account: password === undefined ? null : { user: user ?? from, password },
  };
}

/** Cards and lines are for the people who release; a place for customers would swallow them, and so would a pager. */
export function checkReaders(root: Root, report: Report): void {
  const check = (said: Reference | readonly Reference[] | undefined, at: Path) => {
    for (const { name } of listOf(said)) {
      const kind = root.places?.[name]?.kind;
      if (kind === 'pager') {
        const sentence = `\`${name}\` is a pager: it shows no cards, it calls people. Name it under \`alerts\`, and leave it out here.`;
        report(error(at, 'wrong-value', sentence, { expected: 'a place where people talk' }));
      }
      if (kind === undefined || !isForNotices(kind)) continue;
      const sentence = `\`${name}\` (${kind}) is read by customers and shows notices alone. Name it under \`communications.templates.*.through\`, and leave it out here.`;
      report(error(at, 'wrong-value', sentence, { expected: 'a place where people talk' }));
    }
  };
  for (const [name, environment] of Object.entries(root.environments)) {
    check(environment?.places, ['environments', name, 'places']);
  }
  for (const [name, service] of Object.entries(root.services)) {
    check(service.places, ['services', name, 'places']);
    for (const [environment, own] of Object.entries(service.environments ?? {})) {
      check(own?.places, ['services', name, 'environments', environment, 'places']);
    }
  }
}
