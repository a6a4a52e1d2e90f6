import { type Answer, type Context, no } from './method.ts';
import { readContent, store } from './methods/chat.ts';

const lives = 30 * 60_000;
const mostUses = 5;

export interface ResponseAnswer {
  readonly status: number;
  readonly answer: Answer;
}

/** Five uses within thirty minutes, without a token; ephemeral unless it says otherwise. */
export function answerResponseUrl(
  { state, clock }: Omit<Context, 'rates'>,
  id: string,
  args: Readonly<Record<string, unknown>>,
): ResponseAnswer {
  const known = state.responseUrls.get(id);
  if (known === undefined) return { status: 404, answer: no('invalid_url') };
  if (clock() - known.at > lives) return { status: 404, answer: no('expired_url') };
  if (known.uses >= mostUses) return { status: 404, answer: no('used_url') };
  state.responseUrls.set(id, { ...known, uses: known.uses + 1 });
  if (args['delete_original'] === true && known.message !== null) {
    state.messages.delete(`${known.channel}/${known.message}`);
    return { status: 200, answer: { ok: true } };
  }
  const content = readContent(args);
  if ('ok' in content) return { status: 200, answer: content };
  const replaced = args['replace_original'] === true ? known.message : null;
  const original = replaced === null ? undefined : state.messages.get(`${known.channel}/${replaced}`);
  const thread = args['thread_ts'];
  if (original !== undefined) {
    store(state, { ...original, ...content, edits: original.edits + 1 });
    return { status: 200, answer: { ok: true } };
  }
  store(state, {
    ...content,
    ts: state.nextTs(),
    channel: known.channel,
    user: state.bot.user,
    thread: typeof thread === 'string' ? thread : null,
    metadata: null,
    files: [],
    edits: 0,
    onlyTo: args['response_type'] === 'in_channel' ? null : known.user,
  });
  return { status: 200, answer: { ok: true } };
}
