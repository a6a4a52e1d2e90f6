import type { CommandSpec } from '../../src/core/command/spec.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Instant } from '../../src/core/time.ts';
import { type Client, openClient } from './client.ts';
import { commandLine } from './command-text.ts';
import { findConnection, type Wished } from './connection.ts';
import type { Streams } from './console-streams.ts';
import { widthOf } from './console-streams.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { localHelp } from './local-help.ts';
import { type PaperWish, paperWish } from './paper-wish.ts';
import { exitCodeOf, replyText } from './print-reply.ts';
import { scriptAsked } from './print-script.ts';
import { type Kept, savePaper } from './save-paper.ts';
import { sayFailure } from './say-failure.ts';
import { painter } from './terminal-text.ts';
import { waitingWords, whileWaiting } from './while-waiting.ts';

export interface TalkParts extends Streams {
  readonly wished: Wished;
  /** What help is made from, so that it needs no server. */
  readonly specs: readonly CommandSpec[];
  readonly clock: () => Instant;
  /** A fresh random text of 8 to 100 characters: a command that is sent twice runs once. */
  readonly newKey: () => string;
}

/**
 * `npx belay <command …>`: sends the words to the running server as one line of the grammar and prints the
 * answer. Refusals go to the error stream; `--json` prints the reply as one line of JSON. `report --pdf` writes a file.
 */
export async function talk(argv: readonly string[], parts: TalkParts): Promise<ExitCode> {
  const wish = paperWish(argv);
  const { text, json } = commandLine(wish === null || typeof wish === 'string' ? argv : wish.argv);
  try {
    if (typeof wish === 'string')
      return answer({ kind: 'refused', code: 'bad-value', sentence: wish }, json, parts);
    const help = localHelp(text, parts.specs, parts.clock());
    if (help !== null) return answer({ kind: 'document', tree: help }, json, parts);
    const client = openClient(await findConnection(parts.wished));
    const sent = client.command(text, parts.newKey());
    const reply = await (json ? sent : whileWaiting(sent, waitingWords(text, parts.specs), parts));
    const script = scriptAsked(argv, reply);
    if (script !== null) {
      parts.stdout.write(script);
      return exitCodes.done;
    }
    if (wish === null || reply.kind !== 'document' || reply.kept === undefined)
      return answer(reply, json, parts);
    return await save(client, reply.kept, wish, json, parts);
  } catch (error) {
    return sayFailure(error, json, parts);
  }
}

async function save(
  client: Client,
  kept: Kept,
  wish: PaperWish,
  json: boolean,
  parts: TalkParts,
): Promise<ExitCode> {
  const saved = await savePaper(client, kept, wish, (data) => parts.stdout.write(data));
  if (saved.file === '-') return exitCodes.done;
  if (json) parts.stdout.write(`${JSON.stringify(saved)}\n`);
  else print({ kind: 'done', sentence: `Wrote ${saved.file}.`, rollout: null }, json, parts);
  return exitCodes.done;
}

function answer(reply: Reply, json: boolean, parts: TalkParts): ExitCode {
  print(reply, json, parts);
  return exitCodeOf(reply);
}

function print(reply: Reply, json: boolean, { stdout, stderr, clock }: TalkParts): void {
  if (json) {
    stdout.write(`${JSON.stringify(reply)}\n`);
    return;
  }
  const stream = reply.kind === 'refused' ? stderr : stdout;
  stream.write(`${replyText(reply, { paint: painter(stream), now: clock(), width: widthOf(stream) })}\n`);
}
