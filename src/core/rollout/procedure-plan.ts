import { z } from 'zod';
import { PlaceName } from '../ids.ts';
import { Millis } from '../time.ts';

/** What can be done besides moving traffic, which has been done before any of it. */
export const ProcedureAction = z.enum([
  'stop-new-traffic',
  'route-to-stable',
  'switch-back',
  'stop-canary',
  'scale-canary-to-zero',
  'clear-canary-cache',
  'revert-configuration',
  'tell',
  'page',
  'incident-report',
  'incident-ticket',
  'capture-debug-information',
]);
export type ProcedureAction = z.infer<typeof ProcedureAction>;

export const ProcedureStep = z.object({
  do: ProcedureAction,
  /** The command that does it, where Belay cannot by itself. */
  run: z.array(z.string().min(1)).min(1).optional(),
  timeout: Millis,
  /** Places where people talk, or where the ticket is opened. */
  tell: z.array(PlaceName),
  pagers: z.array(PlaceName),
});
export type ProcedureStep = z.infer<typeof ProcedureStep>;

/** Those that the order to the router is, which comes first whatever the procedure says. */
export const byTheRouter: ReadonlySet<ProcedureAction> = new Set<ProcedureAction>([
  'stop-new-traffic',
  'route-to-stable',
  'switch-back',
]);

/** Those that Belay needs a command for. */
export const byCommand: ReadonlySet<ProcedureAction> = new Set<ProcedureAction>([
  'stop-canary',
  'scale-canary-to-zero',
  'clear-canary-cache',
  'revert-configuration',
]);
