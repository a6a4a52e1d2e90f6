import { z } from 'zod';
import { PlaceName } from '../ids.ts';

const Routed = z.object({
  /** Places where people talk. */
  tell: z.array(PlaceName),
  /** Pagers. */
  page: z.array(PlaceName),
});

/** Who hears of what, by how bad it is; frozen with the plan. */
export const Alerts = z.object({
  critical: Routed,
  warning: Routed,
  info: Routed,
  /** Pagers that call whoever is on call, for what pages by itself: gates, gated rollbacks, emergencies. */
  onCall: z.array(PlaceName),
});
export type Alerts = z.infer<typeof Alerts>;
