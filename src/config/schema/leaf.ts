import { z } from 'zod';
import { parseDuration } from '../../core/time.ts';

/** What a leaf says about a value it cannot take. `secret` values are shown nowhere, not even in the quoted line. */
export interface LeafMistake {
  readonly code: string;
  readonly sentence: string;
  readonly expected: string;
  readonly suggestion: string | null;
}

type LeafResult<T> = { readonly value: T } | { readonly mistake: LeafMistake };

interface JsonForm {
  readonly type: 'string' | 'object' | readonly string[];
  readonly pattern?: string;
  readonly oneOf?: unknown;
}

/** A scalar of the language: read by one function, described to editors by `json`. */
export function leaf<T>(json: JsonForm, read: (value: unknown) => LeafResult<T>) {
  return z
    .unknown()
    .transform((value, context): T => {
      if (value === undefined) {
        context.issues.push({ code: 'invalid_type', expected: 'string', input: value });
        return z.NEVER;
      }
      const result = read(value);
      if ('value' in result) return result.value;
      const { sentence, ...params } = result.mistake;
      context.issues.push({ code: 'custom', message: sentence, params, input: value });
      return z.NEVER;
    })
    .meta({ ...json });
}

export function mistake(expected: string, sentence: string, suggestion: string | null = null) {
  return { mistake: { code: 'wrong-value', sentence, expected, suggestion } };
}

const durationPattern = /^(\d+(\.\d+)?(ms|s|m|h|d))+$/;

/**
 * `30m`, `1h30m`: milliseconds inside.
 * @param meant the unit that is suggested to whoever leaves it out
 */
export function duration(meant: 's' | 'm' = 'm') {
  return leaf({ type: 'string', pattern: durationPattern.source }, (value) => {
    const millis = typeof value === 'string' ? parseDuration(value) : null;
    if (millis !== null) return { value: millis };
    const bare = typeof value === 'number' && value >= 0;
    const sentence = 'A duration is written with its unit, such as `90s`, `30m`, `2h` or `1h30m`.';
    return mistake('a duration such as `30m`', sentence, bare ? `${value}${meant}` : null);
  });
}

/** A duration that is not nothing. */
export function positiveDuration(meant: 's' | 'm' = 'm') {
  return duration(meant).refine((millis) => millis > 0, {
    error: 'This duration cannot be nothing.',
    params: { code: 'wrong-value', expected: 'a duration above 0', suggestion: null },
  });
}

/** A duration above nothing and at most `most` milliseconds, which `written` spells. */
export function shortDuration(most: number, written: string) {
  return positiveDuration('s').refine((millis) => millis <= most, {
    error: `This is waited for while a rollout is watched, so it is at most \`${written}\`.`,
    params: { code: 'wrong-value', expected: `at most \`${written}\``, suggestion: written },
  });
}

const percentPattern = /^\d{1,9}(\.\d{1,6})?%$/;

/** `5%`: 5 inside; between 0 and 100. */
export function weight() {
  return leaf({ type: 'string', pattern: percentPattern.source }, (value) => {
    const percent = typeof value === 'string' && percentPattern.test(value) ? Number.parseFloat(value) : null;
    if (percent !== null && percent <= 100) return { value: percent };
    const bare = typeof value === 'number' && value >= 0 && value <= 100;
    const sentence = 'A weight is a share of traffic between `0%` and `100%`, such as `5%`.';
    return mistake('a weight such as `5%`', sentence, bare ? `${value}%` : null);
  });
}

/** `99.9%`: 0.999 inside. */
export function share() {
  return leaf({ type: 'string', pattern: percentPattern.source }, (value) => {
    if (typeof value === 'string' && percentPattern.test(value)) {
      return { value: Number((Number.parseFloat(value) / 100).toPrecision(12)) };
    }
    const bare = typeof value === 'number' && value >= 0;
    return mistake(
      'a share such as `10%`',
      'A share is written like `10%`.',
      bare ? percentMeant(value) : null,
    );
  });
}

/** Whoever leaves the sign out writes 0.999 as a fraction, as other tools do, and 99.9 as what it says. */
function percentMeant(bare: number): string {
  const percent = bare > 0 && bare < 1 ? bare * 100 : bare;
  return `${Number(percent.toPrecision(12))}%`;
}

/** A value with its unit, read once the unit is known: `85.5%`, `200ms`, `1000`. */
export function amount() {
  return leaf({ type: ['string', 'number'] }, (value) => {
    if (typeof value === 'string' || typeof value === 'number') return { value: String(value) };
    return mistake(
      'a value with its unit',
      'Here stands a value with its unit: `85.5%`, `200ms`, `50/s`, `1000`.',
    );
  });
}

export function text() {
  return z.string().min(1);
}

const httpPath = /^\/\S*$/;

/** A path on a service, such as `/health`. */
export function path() {
  return leaf({ type: 'string', pattern: httpPath.source }, (value) => {
    if (typeof value === 'string' && httpPath.test(value)) return { value };
    const suggestion = typeof value === 'string' && /^[\w./-]+$/.test(value) ? `/${value}` : null;
    return mistake('a path such as `/health`', 'A path begins with `/`, such as `/health`.', suggestion);
  });
}

/** An http(s) address without a password in it. */
export function url() {
  return leaf({ type: 'string', pattern: '^https?://' }, (value) => {
    const parsed = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
    if (parsed !== null && (parsed.username !== '' || parsed.password !== '')) {
      const sentence =
        'This address carries a user name or password. Leave it out: secrets are given by reference alone.';
      return {
        mistake: {
          code: 'secret-literal',
          sentence,
          expected: 'an address without a password',
          suggestion: null,
        },
      };
    }
    if (typeof value === 'string' && parsed !== null && /^https?:$/.test(parsed.protocol)) return { value };
    const suggestion = typeof value === 'string' && /^[\w.-]+:\d+$/.test(value) ? `http://${value}` : null;
    const sentence = 'An address begins with `http://` or `https://`, such as `http://127.0.0.1:9001`.';
    return mistake('an http address', sentence, suggestion);
  });
}

const listenPattern = /^(\[[0-9a-fA-F:]+\]|[a-zA-Z0-9.-]+):(\d{1,5})$/;

/** `127.0.0.1:8080`; port 0 takes any free one. */
export function listen() {
  return leaf({ type: 'string', pattern: listenPattern.source }, (value) => {
    const found = typeof value === 'string' ? listenPattern.exec(value) : null;
    const [, host, port] = found ?? [];
    if (host !== undefined && port !== undefined && Number(port) <= 65_535) {
      return { value: { host: host.replaceAll(/[[\]]/g, ''), port: Number(port) } };
    }
    const bare = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535;
    const sentence = 'A listening address is a host and a port, such as `127.0.0.1:8080`.';
    return mistake('a host and a port', sentence, bare ? `127.0.0.1:${value}` : null);
  });
}

/** A program and its arguments: `[node, smoke.js, "{version}"]`. Never a shell line. */
export function argv() {
  return z.array(z.string().min(1)).min(1);
}
