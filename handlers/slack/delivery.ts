import { z } from 'zod';

/** Where the answer goes. */
const AnswerTo = z.discriminatedUnion('kind', [
  /** The address that Slack gives with a command or a click: five answers within half an hour. */
  z.object({ kind: z.literal('url'), url: z.url() }),
  /** Everybody in the thread reads it. */
  z.object({ kind: z.literal('thread'), thread: z.string() }),
  /** A form that waits for it. */
  z.object({ kind: z.literal('view'), view: z.string() }),
  /** Nothing of the kind: by direct message. */
  z.object({ kind: z.literal('direct') }),
]);
export type AnswerTo = z.infer<typeof AnswerTo>;

/** What of a command, click, mention or form is kept until it is worked, as JSON. */
export const SlackDelivery = z.object({
  team: z.string(),
  user: z.string(),
  text: z.string(),
  /** Null on the app's own page. */
  channel: z.string().nullable(),
  /** The message at the head of the thread in which it was said. */
  thread: z.string().nullable(),
  answer: AnswerTo,
  /** Their page shows what they did. */
  fromHome: z.boolean(),
});
export type SlackDelivery = z.infer<typeof SlackDelivery>;

/** With the id that a second delivery of the same has again. */
export interface Heard {
  readonly key: string;
  readonly delivery: SlackDelivery;
}
