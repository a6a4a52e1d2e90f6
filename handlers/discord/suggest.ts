import type { Config } from '../../src/config/config.ts';
import { refuseAccess, type Speaker } from '../../src/core/access/access.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import { type ItemKind, itemWords } from '../../src/core/rollout/open-items.ts';
import { findOpenItems } from '../../src/ledger/find-open-items.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { RolloutIndex, RolloutRow } from '../../src/ports/store.ts';
import { plainWithin } from '../../src/render/discord/fit.ts';
import { atMost, patience } from '../hear/at-most.ts';
import type { Asked } from './arrived.ts';
import { helpName } from './slash-commands.ts';

/** What Discord offers below the option that is being typed. */
export interface Suggestion {
  readonly name: string;
  readonly value: string;
}

export interface SuggestParts {
  readonly config: Pick<Config, 'access' | 'services' | 'environments' | 'slots'>;
  readonly specs: readonly CommandSpec[];
  readonly store: Pick<RolloutIndex, 'recent'>;
  readonly ledger: Pick<Ledger, 'load'>;
}

export type Suggest = (
  asked: Extract<Asked, { kind: 'suggestions' }>,
  speaker: Speaker,
) => Promise<readonly Suggestion[]>;

/** Discord takes no more, and none longer. */
const most = 25;
const longest = 100;

/** Suggestions only: what is sent in the end is read like any other line. */
export function createSuggest(parts: SuggestParts): Suggest {
  let known: readonly RolloutRow[] = [];

  /** Those that this person may ask the status of; those of the last time while the store is slow. */
  async function live(speaker: Speaker): Promise<readonly Suggestion[]> {
    const rows = await atMost(
      patience,
      parts.store.recent({}, 50).catch(() => null),
    );
    known = rows?.filter(({ open }) => open) ?? known;
    const { access } = parts.config;
    const seen = known.filter((row) => refuseAccess(access, speaker, 'status', row.environment) === null);
    return seen.map(({ id, service, version, environment, phase }) => ({
      name: plainWithin(`${id} · ${service} ${version} in ${environment} · ${phase}`, longest),
      value: id,
    }));
  }

  async function items(kind: ItemKind, speaker: Speaker): Promise<readonly Suggestion[]> {
    const { config, ledger, store } = parts;
    const found = findOpenItems({ access: config.access, ledger, index: store }, kind, speaker);
    const open = await atMost(
      patience,
      found.catch(() => null),
    );
    return itemWords(open ?? []).map(({ word, item: { number, text, service, environment } }) => ({
      name: plainWithin(`${number} · ${text} · ${service} in ${environment}`, longest),
      value: word,
    }));
  }

  return async (asked, speaker) => {
    const typed = asked.values[asked.focused];
    const all = await candidates(parts, asked, {
      live: () => live(speaker),
      items: (kind) => items(kind, speaker),
    });
    return matching(all, typeof typed === 'string' ? typed : '').slice(0, most);
  };
}

interface Live {
  readonly live: () => Promise<readonly Suggestion[]>;
  readonly items: (kind: ItemKind) => Promise<readonly Suggestion[]>;
}

async function candidates(
  { config, specs }: SuggestParts,
  { name, values, focused }: Extract<Asked, { kind: 'suggestions' }>,
  { live, items }: Live,
): Promise<readonly Suggestion[]> {
  if (name === helpName) return plain(specs.map((spec) => spec.name));
  const spec = specs.find((one) => one.name === name);
  const offers = spec?.flags.find((flag) => flag.name === focused)?.offers;
  if (offers !== undefined) return plain(offers);
  const arg = spec?.args.find((one) => one.name === focused);
  if (arg?.offers !== undefined) return items(arg.offers);
  switch (arg?.kind) {
    case 'service':
      return plain(config.services);
    case 'version':
      return plain(versionsEverywhere(config, values['service']));
    case 'environment':
      return plain(config.environments.map((environment) => environment.name));
    case 'rollout':
      return live();
    case 'target':
      return [...plain(config.services), ...(await live())];
    default:
      return [];
  }
}

/** The newest first. */
function versionsEverywhere(
  config: SuggestParts['config'],
  service: string | boolean | undefined,
): readonly string[] {
  const slots = config.slots.filter((slot) => slot.service === service);
  return [...new Set(slots.flatMap(({ versions }) => versions.map(({ version }) => version)))].toReversed();
}

function plain(words: readonly string[]): readonly Suggestion[] {
  return words.filter((word) => word.length <= longest).map((word) => ({ name: word, value: word }));
}

/** Those that begin as typed, then those that contain it. */
function matching(all: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const wanted = typed.toLowerCase();
  const begins = all.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const contains = all.filter((one) => !begins.includes(one) && one.name.toLowerCase().includes(wanted));
  return [...begins, ...contains];
}
