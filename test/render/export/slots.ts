import type { ExportedSlot } from '../../../src/render/export/exported-slot.ts';
import { changed, loaded } from '../../config/configuration.ts';

/** The small configuration with metrics that Prometheus is asked for, and these rules. */
export function measured(metrics: string, rules: string): string {
  const sources = 'sources:\n  main: { kind: prometheus, url: "http://prometheus:9090" }\n';
  const text = changed('environments:\n', `${sources}metrics:\n${metrics}\nenvironments:\n`);
  return changed('      rollback_when:\n        - error-rate > 5% for 1m\n', rules, text);
}

/** What a text exports with v2 against v1. */
export function slotsOf(text: string): readonly ExportedSlot[] {
  return loaded(text).config.slots.map(({ service, environment, stable, plan }) => ({
    service,
    environment,
    canary: 'v2',
    stable: stable.version,
    plan,
  }));
}

/** Errors and latency of a shop by the label `version`. */
export const shop = measured(
  `  errors:
    kind: query
    source: main
    query: sum(rate(hits{service="{service}",version="{version}",code=~"5.."}[{window}])) / sum(rate(hits{service="{service}",version="{version}"}[{window}]))
    requests: sum(increase(hits{service="{service}",version="{version}"}[{window}]))
    errors: sum(increase(hits{service="{service}",version="{version}",code=~"5.."}[{window}]))
    unit: ratio
    baseline: 1%
  latency:
    kind: query
    source: main
    query: latency_ms{version="{version}"}
    read: { range: max, step: 15s }
    unit: duration`,
  `      rollback_when:
        - errors > 5% for 1m
        - errors > 20% instant
      pause_when:
        - errors > 3x stable
      warn_when:
        - latency > 300ms over 2m
        - errors > baseline + 2%
      promote_when:
        - errors < 1%
`,
);

/**
 * Quotes of all three kinds, a comment, lines, backslashes, percent signs, braces and letters of other scripts, and
 * names that become alike.
 */
export const nasty = measured(
  `  a-b:
    kind: query
    source: main
    query: |
      # "quoted" {version} in a comment
      sum(rate(hits{path=~"/(a|b)\\\\.html", title='it\\'s "100%" {{ . }}', city=\`Zürich\\d\`, version=~"{version}|x"}[{window}]))
        / 100 # % of {side}
    unit: ratio
  a.b:
    kind: query
    source: main
    query: 'max(gauge{stadt="Köln\\n100 %", side="{side}", version=~"{version}.*"})'
    read: { range: avg }
    unit: number`,
  `      rollback_when:
        - a-b > 5% for 1m
        - a.b >= 1.5x stable over 2m for 90s
      warn_when:
        - a.b < 0.5x stable over 2m
        - a.b <= -3
`,
);
