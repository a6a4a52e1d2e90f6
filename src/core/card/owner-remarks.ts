import type { Remarks } from './remarks.ts';

/** Who answers for it, when that is not whoever asked for it. */
export const ownerRemarks: Remarks = ({ owner, requestedBy }, { personName }) => {
  const asked = requestedBy.kind === 'person' ? requestedBy.person : null;
  return owner === null || owner === asked
    ? []
    : [{ label: 'Owner', sentence: `${personName(owner)} answers for it.`, tone: 'quiet' }];
};
