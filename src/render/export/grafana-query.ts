import { promqlTokens } from '../../core/judge/promql-tokens.ts';
import type { Millis } from '../../core/time.ts';
import { expression, type Side } from './expression.ts';
import type { QuerySource } from './left-out.ts';

/** Variables of the dashboard that stand in a query. */
const variables = ['service', 'environment', 'canary', 'stable'] as const;

/**
 * Stand for the variables while a query is filled. The dot is what tells where a value is matched as a regular
 * expression: there it is filled in with a backslash.
 */
const placeholder = /BELAY(\\*)\.(service|environment|canary|stable)/g;

/** A side of a metric as Grafana asks it: names and versions are variables of the dashboard. */
export function grafanaQuery(source: QuerySource, side: Side, window: Millis): string {
  const [service, environment, canary, stable] = variables.map((name) => `BELAY.${name}`);
  const version = (side === 'canary' ? canary : stable) ?? '';
  const values = { service: service ?? '', environment: environment ?? '', version, side };
  const filled = expression(source, 'value', values, window) ?? '';
  return promqlTokens(filled)
    .map(({ kind, text }) => (kind === 'string' ? withVariables(text) : text))
    .join('');
}

/**
 * Grafana escapes a value for a regular expression with single backslashes, which only a string in backticks takes.
 * A pattern that cannot stand in backticks gets the value as it is.
 */
function withVariables(text: string): string {
  const quote = text.slice(0, 1);
  const content = text.slice(1, -1);
  const isPattern = /BELAY\\+\./.test(content);
  const fits = quote === '`' || !/[\\`]/.test(content.replace(placeholder, ''));
  if (!isPattern || !fits) return text.replace(placeholder, (_, __, name: string) => `\${${name}}`);
  return `\`${content.replace(placeholder, (_, __, name: string) => `\${${name}:regex}`)}\``;
}
