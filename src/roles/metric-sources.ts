import { basic, bearer, type PrometheusSource } from '../adapters/metrics/prometheus/source.ts';
import type { Config, SourceConfig } from '../config/config.ts';
import type { SecretOf } from './secrets.ts';

/** Every metric server of belay.yml. Nothing is asked and no secret is looked up yet. */
export function metricSources(
  config: Pick<Config, 'sources'>,
  secretOf: SecretOf,
): readonly PrometheusSource[] {
  return config.sources.map((source) => ({
    name: source.name,
    url: source.url,
    timeout: source.timeout,
    scrapeInterval: source.scrapeInterval,
    headers: source.headers,
    credentials: () => credentialsOf(source, secretOf),
  }));
}

function credentialsOf({ token, basic: login }: SourceConfig, secretOf: SecretOf) {
  if (token !== null) return bearer(secretOf(token));
  return login === null ? null : basic(login.user, secretOf(login.password));
}
