import { z } from 'zod';
import { PlaceName } from '../ids.ts';

/** A thread of a place, in the place's own words: `acme/shop#12`. */
export const Origin = z.object({ place: PlaceName, thread: z.string() });
export type Origin = z.infer<typeof Origin>;
