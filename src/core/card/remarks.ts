import type { Rollout } from '../rollout/state.ts';
import type { Instant } from '../time.ts';
import { blockRemarks } from './block-remarks.ts';
import { breakGlassRemarks } from './break-glass-remarks.ts';
import type { CardRemark } from './card.ts';
import { markRemarks } from './mark-remarks.ts';
import { muteRemarks } from './mute-remarks.ts';
import type { PersonName } from './names.ts';
import { ownerRemarks } from './owner-remarks.ts';
import { riskRemarks } from './risk-remarks.ts';

/** What one part of Belay wants every reader of a card to know besides how the rollout does; often nothing. */
export type Remarks = (
  rollout: Rollout,
  context: { readonly now: Instant; readonly personName: PersonName },
) => readonly CardRemark[];

/** In the order in which they are shown: what goes past a safeguard first. */
const all: readonly Remarks[] = [
  breakGlassRemarks,
  riskRemarks,
  blockRemarks,
  muteRemarks,
  ownerRemarks,
  markRemarks,
];

/** Why it is treated as it is: its risk, what keeps it from going on, what is not believed, who answers for it. */
export const remarks: Remarks = (rollout, context) => all.flatMap((one) => one(rollout, context));
