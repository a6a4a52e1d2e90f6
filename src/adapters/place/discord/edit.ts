import type { DiscordMessage } from '../../../render/discord/message.ts';
import { codes } from './failure.ts';
import type { DiscordParts } from './parts.ts';

/** @returns false when the message is not there any more */
export async function editMessage(
  { ask }: DiscordParts,
  ref: string,
  message: DiscordMessage,
): Promise<boolean> {
  const [channel = '', id = ''] = ref.split('/');
  const answer = await ask(
    {
      method: 'PATCH',
      path: `/channels/${channel}/messages/${id}`,
      body: message.body,
      files: message.files,
    },
    [codes.unknownMessage, codes.unknownChannel],
  );
  return answer.kind === 'answer';
}
