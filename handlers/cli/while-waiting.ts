import { parseCommand } from '../../src/core/command/parse.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import { formatDuration, type Instant } from '../../src/core/time.ts';
import { createProgressLine } from './progress-line.ts';

const every = 1000;

/** What is being done, for somebody who waits for that command. */
export function waitingWords(text: string, specs: readonly CommandSpec[]): string {
  const parsed = parseCommand(text, specs);
  const slow = parsed.kind === 'command' ? parsed.spec.slow : undefined;
  return slow ?? 'Waiting for the answer.';
}

/** Says on the error stream what is waited for and how long already; a log gets a line now and then. */
export async function whileWaiting<T>(
  work: Promise<T>,
  words: string,
  { stderr, clock }: { readonly stderr: NodeJS.WriteStream; readonly clock: () => Instant },
): Promise<T> {
  const began = clock();
  const line = createProgressLine(stderr, clock);
  const timer = setInterval(() => {
    const waited = clock() - began;
    // First, so that a narrow window shows it.
    const text = `${formatDuration(waited - (waited % every))}  ${words}`;
    line.tell(stderr.isTTY ? text.slice(0, stderr.columns - 1) : text);
  }, every);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (clock() - began >= every) line.end();
  }
}
