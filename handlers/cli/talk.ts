import type { CommandSpec } from '../../src/core/command/spec.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Instant } from '../../src/core/time.ts';
import { openClient } from './client.ts';
import { commandLine } from './command-text.ts';
import { findConnection, type Wished } from './connection.ts';
import type { Streams } from './console-streams.ts';
import { widthOf } from './console-streams.ts';
import type { ExitCode } from './exit-codes.ts';
import { localHelp } from './local-help.ts';
import { exitCodeOf, replyText } from './print-reply.ts';
import { sayFailure } from './say-failure.ts';
import { painter } from './terminal-text.ts';

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
 * answer. Refusals go to the error stream; `--json` prints the reply as one line of JSON.
 */
export async function talk(argv: readonly string[], parts: TalkParts): Promise<ExitCode> {
  const { text, json } = commandLine(argv);
  try {
    const help = localHelp(text, parts.specs, parts.clock());
    const reply: Reply = help === null ? await send(text, parts) : { kind: 'document', tree: help };
    print(reply, json, parts);
    return exitCodeOf(reply);
  } catch (error) {
    return sayFailure(error, json, parts);
  }
}

async function send(text: string, { wished, newKey }: TalkParts): Promise<Reply> {
  return openClient(await findConnection(wished)).command(text, newKey());
}

function print(reply: Reply, json: boolean, { stdout, stderr, clock }: TalkParts): void {
  if (json) {
    stdout.write(`${JSON.stringify(reply)}\n`);
    return;
  }
  const stream = reply.kind === 'refused' ? stderr : stdout;
  stream.write(`${replyText(reply, { paint: painter(stream), now: clock(), width: widthOf(stream) })}\n`);
}
