import { createHash } from 'node:crypto';
import type { RolloutId } from '../../../core/ids.ts';
import type { SlackDesk } from './desk.ts';
import { findShared } from './find-posted.ts';
import { postOnce } from './post-once.ts';

export interface Upload {
  readonly name: string;
  readonly title: string;
  readonly data: Uint8Array;
  /** What is seen in a picture, for those who do not see it. */
  readonly alt: string | null;
}

export interface Thread {
  readonly rollout: RolloutId;
  readonly channel: string;
  readonly thread: string;
}

/** Shares files in a thread, in one message. Its key is in their names, because a shared file has no metadata. */
export async function uploadOnce(
  desk: SlackDesk,
  { rollout, channel, thread }: Thread,
  key: string,
  uploads: readonly Upload[],
): Promise<void> {
  const named = uploads.map((upload) => ({ ...upload, name: keyedName(upload.name, key) }));
  const [first] = named;
  if (first === undefined) return;
  await postOnce(desk, {
    key,
    rollout,
    channel,
    thread,
    shown: '',
    find: (where) => findShared(desk, where, first.name),
    send: async () => {
      await desk.client.filesUploadV2({
        channel_id: channel,
        thread_ts: thread,
        file_uploads: named.map(({ name, title, data, alt }) => ({
          filename: name,
          title,
          file: Buffer.from(data),
          ...(alt === null ? {} : { alt_text: alt.slice(0, 1000) }),
        })),
      });
      // Slack does not say which message shares it; nobody edits that one.
      return { channel, ts: `file:${first.name}` };
    },
  });
}

/** `report-shop-1a2b3c.md` */
function keyedName(name: string, key: string): string {
  const dot = name.lastIndexOf('.');
  const tag = createHash('sha256').update(key).digest('hex').slice(0, 6);
  return dot === -1 ? `${name}-${tag}` : `${name.slice(0, dot)}-${tag}${name.slice(dot)}`;
}
