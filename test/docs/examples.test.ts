import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';
import { twoServices } from '../commands/configuration.ts';

const pages = ['documents', 'verification', 'checklists', 'migrations', 'notices'];

/** Places that the examples take for granted. */
const place = { kind: 'console' };
const around = { places: { announcements: place, support: place, leadership: place } };

it.each(pages)('the examples of docs/%s.md load as they are written, one after the other', (page) => {
  const text = readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8');
  const examples = [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, yaml = '']) => yaml);
  expect(examples.length).toBeGreaterThan(0);
  let config = merged(parse(twoServices), around);
  for (const example of examples) {
    config = merged(config, parse(example));
    expect(mistakes(stringify(config)), example).toEqual([]);
  }
});

function mistakes(config: string): readonly string[] {
  const loaded = loadConfig('belay.yml', () => config);
  return loaded.kind === 'invalid'
    ? loaded.diagnostics.filter(({ severity }) => severity === 'error').map(({ sentence }) => sentence)
    : [];
}

function merged(one: unknown, other: unknown): unknown {
  if (!isMapping(one) || !isMapping(other)) return other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      !(key in other) ? one[key] : key in one ? merged(one[key], other[key]) : other[key],
    ]),
  );
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
