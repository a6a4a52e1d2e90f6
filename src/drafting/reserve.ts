import { dollarsText } from './cost.ts';
import type { Run } from './run.ts';

export type Reservation =
  | { readonly kind: 'reserved'; readonly id: number }
  | { readonly kind: 'capped'; readonly sentence: string };

/** Sets the most that a request may cost aside, or says which budget does not have it. @throws whatever the store throws */
export async function reserve(
  { parts, service: { caps }, request }: Run,
  most: number,
): Promise<Reservation> {
  const { rollout, person } = request;
  const reserved = await parts.spending.reserve({ rollout, person, caps }, most, parts.clock());
  if (reserved.kind === 'reserved') return reserved;
  const { cap, spent } = reserved;
  const names = {
    rollout: `the budget of ${dollarsText(caps.rollout)} for this rollout’s documents`,
    person: `the budget of ${dollarsText(caps.person)} a day for this person’s questions`,
    day: `today’s budget of ${dollarsText(caps.day)}`,
  };
  const left = caps[cap] - spent;
  const sentence =
    left <= 0
      ? `${names[cap]} is spent.`
      : `of ${names[cap]}, ${dollarsText(left)} is left, and this document could cost ${dollarsText(most)}.`;
  return { kind: 'capped', sentence };
}
