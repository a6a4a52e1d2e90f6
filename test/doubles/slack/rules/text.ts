import { z } from 'zod';

/** Text that Slack shows as it is. */
export function plain(most: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(most),
    emoji: z.boolean().optional(),
  });
}

/** Text with or without Slack's own markup. */
export function anyText(most: number) {
  return z.discriminatedUnion('type', [
    plain(most),
    z.strictObject({
      type: z.literal('mrkdwn'),
      text: z.string().min(1).max(most),
      verbatim: z.boolean().optional(),
    }),
  ]);
}
