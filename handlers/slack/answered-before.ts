import { z } from 'zod';
import type { SlackParts } from './slack-parts.ts';

export const answerEvent = 'belay_answer';

const Replies = z.object({
  messages: z.array(
    z.looseObject({
      metadata: z
        .looseObject({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .optional(),
    }),
  ),
});

/** Whether an answer stands in the thread already: its delivery may be worked again after the answer was lost. */
export async function answeredBefore(
  { client, log }: Pick<SlackParts, 'client' | 'log'>,
  where: { readonly channel: string; readonly thread: string },
  key: string,
): Promise<boolean> {
  try {
    const { channel, thread } = where;
    const asked = { channel, ts: thread, limit: 200, include_all_metadata: true };
    const { messages } = Replies.parse(await client.conversations.replies(asked));
    return messages.some(
      ({ metadata }) => metadata?.event_type === answerEvent && metadata.event_payload['key'] === key,
    );
  } catch (error) {
    // Without the scope for it two answers are better than none.
    log.warn({ err: error, key }, 'a thread could not be searched for an earlier answer');
    return false;
  }
}
