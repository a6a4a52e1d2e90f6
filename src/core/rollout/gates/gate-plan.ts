import { z } from 'zod';
import { BoxList } from '../../checklist/box.ts';
import { PersonId, PlaceName, RoleName } from '../../ids.ts';
import { Millis } from '../../time.ts';

/** What one person can say in a round of sign-offs. */
export const SignOff = z.enum(['go-on', 'extend', 'roll-back']);
export type SignOff = z.infer<typeof SignOff>;

/**
 * Approval by people: `approvals` distinct persons who hold one of `roles`; with an empty `roles` everybody who may
 * approve counts. What is absent is not asked for, so that plans from before it could be said keep their hash.
 */
export const Gate = z.object({
  approvals: z.number().int().nonnegative(),
  roles: z.array(RoleName),
  requesterMayApprove: z.boolean(),
  expiresAfter: Millis,
  onReject: z.enum(['hold', 'roll_back']),
  onExpiry: z.enum(['hold', 'roll_back']),
  /** Besides `approvals`: roles of which one person each must agree. Nobody counts for two of them. */
  each: z.array(RoleName).min(1).optional(),
  /** Besides: everybody who must agree by name, where consensus is asked for. */
  everybody: z.array(PersonId).min(1).optional(),
  /** Statements that every approver confirms, one by one. */
  confirms: z.array(z.string()).min(1).optional(),
  /** What approvers can decide; absent: yes or no. `extend` observes the stage once more for `extendBy`. */
  decides: z.array(SignOff).min(1).optional(),
  extendBy: Millis.optional(),
  /** Figures that people look at before they decide, in their own words. */
  review: z.array(z.string()).min(1).optional(),
  /** How long before it expires people are reminded, descending. */
  remindBefore: z.array(Millis).optional(),
  /** Who else is told when nobody has opened it after a while; its places and, with `page`, the pager. */
  escalate: z.object({ after: Millis, places: z.array(PlaceName), page: z.boolean() }).optional(),
  /** Places where the request is announced besides the plan's. */
  announce: z.array(PlaceName).optional(),
  /** Whether the pager is used for the request too. */
  page: z.enum(['critical', 'always']).optional(),
  /** What approvers look at; the request shows it. */
  checklist: BoxList.optional(),
});
export type Gate = z.infer<typeof Gate>;
