import { randomBytes } from 'node:crypto';
import { RolloutId } from '../core/ids.ts';
import { TrainId } from '../core/trains/coach.ts';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';

export function newRolloutId(): RolloutId {
  return RolloutId.parse(`r-${drawn()}`);
}

export function newTrainId(): TrainId {
  return TrainId.parse(`t-${drawn()}`);
}

function drawn(): string {
  return Array.from(randomBytes(10), (byte) => letters[byte % letters.length]).join('');
}

/** Joins what people are told with what the log has. */
export function newErrorId(): string {
  return `e-${randomBytes(4).toString('hex')}`;
}
