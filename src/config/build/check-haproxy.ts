import { isLatency } from '../../core/judge/traffic-series.ts';
import type { Routing } from '../../core/rollout/plan.ts';
import { error } from '../mistake.ts';
import type { Building } from './building.ts';
import type { Placement } from './placed.ts';
import type { BuiltPlan } from './plan.ts';
import type { Versions } from './versions.ts';

/** Letters that HAProxy takes in the name of a backend or a server. */
const proxyName = /^[A-Za-z0-9_.:-]+$/;

/** A route is a backend, a version a server with, for pinned requests, a twin called `<version>-pinned`. */
export function checkHaproxyNames(
  placement: Placement,
  { route }: Routing,
  versions: Versions | null,
  { report }: Building,
): void {
  if (!proxyName.test(route)) {
    const { path, value } = placement.traffic();
    const said = value.route === undefined ? placement.path : [...path, 'route'];
    const sentence = `\`${route}\` cannot be the name of a backend of HAProxy, which has letters, digits and \`_ . : -\` alone. Say the backend's name as \`traffic.route\`.`;
    report(error(said, 'wrong-value', sentence, { expected: 'the name of a backend' }));
  }
  const path = placement.said('versions')?.path ?? placement.path;
  for (const { version, url } of versions?.versions ?? []) {
    const { origin, pathname, search, hash } = new URL(url);
    if (version.endsWith('-pinned')) {
      const sentence = `\`${version}\` ends with \`-pinned\`, which is how the server is called that counts the pinned requests of another version. Call it something else.`;
      report(error([...path, version], 'wrong-value', sentence, { at: 'key', expected: 'another name' }));
    }
    if (`${pathname}${search}${hash}` !== '/') {
      const sentence = `HAProxy keeps the path of every request, so the address of \`${version}\` is an origin alone: \`${origin}\`.`;
      report(
        error([...path, version], 'wrong-value', sentence, { expected: 'an origin', suggestion: origin }),
      );
    }
  }
}

/** HAProxy counts answers and not how long they took, so a rule over a quantile would never have data. */
export function checkLatencies({ checks, compared }: BuiltPlan, building: Building): void {
  const latencies = new Map(
    building.metrics.flatMap(({ name, source }) =>
      source.kind === 'traffic' && isLatency(source.series) ? [[name, source.series] as const] : [],
    ),
  );
  const judged = checks.flat().map(({ check, path }) => ({ metric: check.rule.metric, path }));
  for (const { metric, path } of [...judged, ...compared]) {
    const series = latencies.get(metric);
    if (series === undefined) continue;
    const sentence = `HAProxy does not count how long answers take, so \`${metric}\` would never have data behind it. Take ${series} from Prometheus: declare a metric of kind \`query\` under \`metrics\` with a \`histogram_quantile\` over your service's own histogram, and use its name here.`;
    building.report(
      error(path, 'no-latency', sentence, {
        expected: 'a metric that HAProxy counts, or a query',
        suggestion: null,
      }),
    );
  }
}
