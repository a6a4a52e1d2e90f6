import { z } from 'zod';
import type { Heard } from './delivery.ts';
import { typedText } from './read-text.ts';

/** A slash command as Slack sends it. */
export const CommandBody = z.object({
  team_id: z.string(),
  user_id: z.string(),
  channel_id: z.string(),
  command: z.string(),
  text: z.string().default(''),
  trigger_id: z.string().min(1),
  response_url: z.url(),
});
export type CommandBody = z.infer<typeof CommandBody>;

/** `/belay status` says `status`; `/deploy-prepare …` says `prepare …`. */
export function commandText({ command, text }: CommandBody): string {
  const typed = typedText(text);
  return command.endsWith('deploy-prepare') ? `prepare ${typed}`.trim() : typed;
}

export function readCommand(body: CommandBody): Heard {
  return {
    key: `command/${body.trigger_id}`,
    delivery: {
      team: body.team_id,
      user: body.user_id,
      text: commandText(body),
      channel: body.channel_id,
      thread: null,
      answer: { kind: 'url', url: body.response_url },
      fromHome: false,
    },
  };
}
