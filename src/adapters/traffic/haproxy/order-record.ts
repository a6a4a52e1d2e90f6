import { z } from 'zod';
import { Target, Weight } from '../../../core/rollout/plan.ts';
import { Millis } from '../../../core/time.ts';

/** What was ordered, kept in HAProxy beside the value that does it, so that any Belay process can read it back. */
export const OrderRecord = z.object({
  wanted: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('stable'), stable: Target }),
    z.object({ kind: z.literal('split'), stable: Target, canary: Target, weight: Weight }),
  ]),
  fence: z.number(),
  lease: Millis,
  /** In milliseconds of HAProxy's clock; null without a split. */
  until: z.number().nullable(),
  /** Since when requests are served this way, in milliseconds of HAProxy's clock. */
  changed: z.number(),
  /** The deciding value that belongs to it. */
  split: z.string(),
  /** Digest of the entries that belong to its segments. */
  segments: z.string(),
  /** Set in the generated file alone: what HAProxy says after a start from it. */
  initial: z.boolean().optional(),
});
export type OrderRecord = z.infer<typeof OrderRecord>;

/** Without characters that a command line or a map file would read otherwise. */
export function formatRecord(record: OrderRecord): string {
  return Buffer.from(JSON.stringify(record)).toString('base64url');
}

/** @returns null for what is no such record */
export function parseRecord(text: string | undefined): OrderRecord | null {
  if (text === undefined) return null;
  try {
    return OrderRecord.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}
