import { randomBytes } from 'node:crypto';
import { RolloutId } from '../core/ids.ts';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';

export function newRolloutId(): RolloutId {
  const drawn = Array.from(randomBytes(10), (byte) => letters[byte % letters.length]).join('');
  return RolloutId.parse(`r-${drawn}`);
}

/** Joins what people are told with what the log has. */
export function newErrorId(): string {
  return `e-${randomBytes(4).toString('hex')}`;
}
