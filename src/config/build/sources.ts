import type { Millis } from '../../core/time.ts';
import type { SourceConfig } from '../config.ts';
import { error, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';

const defaults = { timeout: 5000, scrapeInterval: 15_000 };

export function buildSources(root: Root, report: Report): readonly SourceConfig[] {
  return Object.entries(root.sources ?? {}).flatMap(([name, source]): SourceConfig[] => {
    if (source.kind !== 'prometheus') return [];
    const { kind, url, token = null, basic = null, headers = {} } = source;
    if (/[?#]/.test(url)) {
      const sentence =
        'The address of a metric server ends before `?` and `#`: Belay adds its own path. Leave the rest out.';
      report(
        error(['sources', name, 'url'], 'wrong-value', sentence, { expected: 'an address without `?`' }),
      );
    }
    if (token !== null && basic !== null) {
      const sentence = 'A source has either `token` or `basic`, and here stand both. Keep the one it wants.';
      report(error(['sources', name, 'basic'], 'credentials-twice', sentence, { at: 'key' }));
    }
    const timeout = source.timeout ?? defaults.timeout;
    const scrapeInterval = scrapeIntervalOf(root, name);
    return [{ name, kind, url, token, basic, headers, timeout, scrapeInterval }];
  });
}

/** How often a source scrapes, as far as the file says. */
export function scrapeIntervalOf(root: Root, name: string): Millis {
  const sources = root.sources ?? {};
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  return (source?.kind === 'prometheus' ? source.scrape_interval : undefined) ?? defaults.scrapeInterval;
}
