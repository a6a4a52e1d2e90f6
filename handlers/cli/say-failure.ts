import { Failure } from '../../src/core/failure.ts';
import type { Streams } from './console-streams.ts';
import { widthOf } from './console-streams.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { replyText } from './print-reply.ts';
import { painter } from './terminal-text.ts';

/** Prints a failure to reach Belay for people, or as JSON for programs. Anything else goes on being thrown. */
export function sayFailure(error: unknown, json: boolean, { stdout, stderr }: Streams): ExitCode {
  if (!(error instanceof Failure)) throw error;
  const { code, message } = error;
  if (json) stdout.write(`${JSON.stringify({ kind: 'failed', code, sentence: message })}\n`);
  else {
    const options = { paint: painter(stderr), width: widthOf(stderr), now: 0 };
    stderr.write(`${replyText({ kind: 'refused', code, sentence: message }, options)}\n`);
  }
  return code === 'server-unreachable' ? exitCodes.unreachable : exitCodes.refused;
}
