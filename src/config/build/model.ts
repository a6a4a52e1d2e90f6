import type { ModelConfig, TokenPrices } from '../config.ts';
import { error, type Path, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';

/** US dollars. */
const defaultCaps = { rollout: 1, person: 5, day: 20 };

/** What writing into the cache of prompts costs beside sending, where nothing is said of it. */
const cacheWriteFactor = 1.25;

const at: Path = ['documents', 'model'];
const pricesAt: Path = [...at, 'prices'];

/** @returns null when templates draft alone, or when the prices are not known */
export function buildModel(root: Root, report: Report): ModelConfig | null {
  const declared = root.documents?.model;
  if (declared === undefined) return null;
  const { provider, api_key: apiKey, base_url: baseUrl = null, names, prices, timeout = null } = declared;
  if (prices === undefined) {
    report(
      error(at, 'prices-missing', withoutPrices(Object.values(names)), { at: 'key', about: [pricesAt] }),
    );
    return null;
  }
  const small = priceOf(names.small);
  const large = names.large === names.small ? small : priceOf(names.large);
  if (small === null || large === null) return null;
  return {
    provider,
    apiKey,
    baseUrl,
    names,
    pricesAsOf: prices.as_of,
    prices: { small, large },
    caps: {
      rollout: declared.budget_per_rollout ?? defaultCaps.rollout,
      person: declared.budget_per_person_and_day ?? defaultCaps.person,
      day: declared.budget_per_day ?? defaultCaps.day,
    },
    timeout,
  };

  function priceOf(name: string): TokenPrices | null {
    const known = prices?.per_million_tokens ?? {};
    const price = Object.hasOwn(known, name) ? known[name] : undefined;
    if (price !== undefined) {
      const { input, output, cache_write = input * cacheWriteFactor, cache_read = input } = price;
      return { input, output, cacheWrite: cache_write, cacheRead: cache_read };
    }
    const path = [...pricesAt, 'per_million_tokens'];
    const details = { at: 'key', expected: name, about: [pricesAt] } as const;
    report(error(path, 'prices-missing', withoutPrices([name]), details));
    return null;
  }
}

function withoutPrices(names: readonly string[]): string {
  const [name = ''] = names;
  return `Without prices no budget can be kept, so no model is asked. Say what ${[...new Set(names)].map((one) => `\`${one}\``).join(' and ')} cost${new Set(names).size === 1 ? 's' : ''}, in US dollars for a million tokens: \`prices: { as_of: 2026-11-01, per_million_tokens: { ${name}: { input: 1, output: 5 } } }\`, with the figures of the provider's price list.`;
}
