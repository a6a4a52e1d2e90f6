import type { PlaceName } from '../../core/ids.ts';
import { error, type Mistake } from '../mistake.ts';

/** A place that cannot do without one of `keys`. @param what why, without a full stop */
export function missingKey(name: PlaceName, keys: readonly string[], what: string): Mistake {
  const wanted = keys.map((key) => `\`${key}\``).join(' or ');
  return error(['places', name], 'missing-key', `\`${name}\` needs ${wanted}: ${what}.`, {
    at: 'key',
    expected: wanted,
  });
}
