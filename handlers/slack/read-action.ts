import { z } from 'zod';
import type { AnswerTo, Heard } from './delivery.ts';

/** A click as Slack sends it. Names in it are chosen by people and are not read. */
export const ActionBody = z.object({
  team: z.object({ id: z.string() }),
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  trigger_id: z.string().min(1),
  response_url: z.url().optional(),
  container: z.looseObject({ thread_ts: z.string().optional() }),
  channel: z.object({ id: z.string() }).optional(),
  view: z
    .object({ id: z.string(), type: z.string(), blocks: z.array(z.unknown()).optional().catch(undefined) })
    .optional(),
  /** Not with what one person alone reads. */
  message: z
    .object({ blocks: z.array(z.unknown()) })
    .optional()
    .catch(undefined),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        value: z.string().max(2000).optional(),
        text: z.object({ text: z.string() }).optional(),
      }),
    )
    .min(1),
});
export type ActionBody = z.infer<typeof ActionBody>;

/** Whose team: a person of another workspace may click in a shared channel. */
export function teamOf({ user, team }: Pick<ActionBody, 'user' | 'team'>): string {
  return user.team_id ?? team.id;
}

/** Where a click is answered: what it carries, else by direct message. */
export function answerTo(url: string | undefined): AnswerTo {
  return url === undefined ? { kind: 'direct' } : { kind: 'url', url };
}

/** @param text the command of the button */
export function readAction(body: ActionBody, text: string): Heard {
  return {
    key: `action/${body.trigger_id}`,
    delivery: {
      team: teamOf(body),
      user: body.user.id,
      text,
      channel: body.channel?.id ?? null,
      thread: body.container.thread_ts ?? null,
      answer: answerTo(body.response_url),
      fromHome: body.view?.type === 'home',
    },
  };
}
