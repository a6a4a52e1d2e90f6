import { attacksOnClaims, attacksOnFindings } from './attacks-on-claims.ts';
import { attacksOnNumbers } from './attacks-on-numbers.ts';
import { attacksOnReaders } from './attacks-on-readers.ts';
import type { Attack } from './entry.ts';

/** Against a rollout that was completed, or one that was taken back: they are refused at either. */
export const allAttacks: readonly Attack[] = [
  ...attacksOnNumbers,
  ...attacksOnClaims,
  ...attacksOnFindings,
  ...attacksOnReaders,
];
