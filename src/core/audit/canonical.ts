import { createHash } from 'node:crypto';
import { Sha256 } from '../ids.ts';

/**
 * JSON with the keys of every object sorted, so that equal values have equal text wherever they come from
 * (a database may hand keys back in another order). Members that are `undefined` are left out, as in JSON.
 * @throws when the value has no JSON text (undefined, a function, a cycle, a number that is not finite)
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value);
  throw new TypeError(`A ${typeof value} (${String(value)}) has no canonical JSON.`);
}

function canonicalObject(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 of a value's canonical JSON. */
export function hashOf(value: unknown): Sha256 {
  return Sha256.parse(createHash('sha256').update(canonicalJson(value)).digest('hex'));
}
