import { z } from 'zod';
import { type Answer, type Context, json, type Method, no, text } from '../method.ts';
import { store } from './chat.ts';

type Args = Readonly<Record<string, unknown>>;

const Files = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

function ask(args: Args, { state, url }: Context): Answer {
  const name = text(args, 'filename');
  const length = Number(args['length']);
  if (name === '' || !Number.isInteger(length) || length < 1) return no('invalid_arguments');
  const id = state.next('F');
  state.files.set(id, { id, name, length, title: name, content: null, channel: null, thread: null });
  return { ok: true, upload_url: `${url}/upload/${id}`, file_id: id };
}

function complete(args: Args, { state }: Context): Answer {
  const parsed = Files.safeParse(json(args, 'files'));
  if (!parsed.success) return no('invalid_arguments');
  const channel = text(args, 'channel_id');
  const thread = text(args, 'thread_ts');
  if (channel !== '' && state.channels.get(channel)?.member !== true) return no('channel_not_found');
  for (const { id, title } of parsed.data) {
    const file = state.files.get(id);
    if (file === undefined || file.content === null) return no('file_not_found');
    state.files.set(id, {
      ...file,
      title: title ?? file.name,
      channel: channel === '' ? null : channel,
      thread: thread === '' ? null : thread,
    });
  }
  if (channel !== '') {
    store(state, {
      ts: state.nextTs(),
      channel,
      user: state.bot.user,
      text: text(args, 'initial_comment'),
      blocks: [],
      thread: thread === '' ? null : thread,
      metadata: null,
      files: parsed.data.map(({ id }) => id),
      edits: 0,
      onlyTo: null,
    });
  }
  return { ok: true, files: parsed.data.map(({ id, title }) => ({ id, title })) };
}

function info(args: Args, { state }: Context): Answer {
  const file = state.files.get(text(args, 'file'));
  if (file === undefined) return no('file_not_found');
  const { id, name, title, thread } = file;
  const shares =
    file.channel === null
      ? {}
      : { public: { [file.channel]: [{ ts: shareOf(state, id), thread_ts: thread ?? undefined }] } };
  return { ok: true, file: { id, name, title, shares } };
}

function shareOf(state: Context['state'], file: string): string | undefined {
  return [...state.messages.values()].find(({ files }) => files.includes(file))?.ts;
}

const write = { token: 'bot', scopes: ['files:write'] } as const;

export const files: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': { ...write, run: ask },
  'files.completeUploadExternal': { ...write, run: complete },
  'files.info': { token: 'bot', scopes: ['files:read'], run: info },
};
