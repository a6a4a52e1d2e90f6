import { z } from 'zod';
import { Card } from '../../src/core/card/card.ts';

/** Recent rollouts, the newest first. */
export const RolloutList = z.object({ rollouts: z.array(Card) });

/** One rollout; the terminal shows its card alone. */
export const RolloutView = z.object({ card: Card });

/** How the server explains an answer that is no success. */
export const Trouble = z.object({ sentence: z.string() });
