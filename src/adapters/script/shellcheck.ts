import { z } from 'zod';
import { runBounded } from './bounded-process.ts';
import { findProgram } from './find-program.ts';
import type { ScriptReason } from './parse-script.ts';

const Finding = z.object({
  line: z.number().int(),
  level: z.string(),
  code: z.number(),
  message: z.string(),
});

export type Linted =
  | { readonly kind: 'clean' }
  | { readonly kind: 'found'; readonly reasons: readonly ScriptReason[] }
  /** It could not be asked; `sentence` says why. */
  | { readonly kind: 'missing'; readonly sentence: string };

/** What shellcheck finds in a script that is an error or a warning. Never throws. */
export async function shellcheck(text: string, program = findProgram('shellcheck')): Promise<Linted> {
  if (program === null)
    return { kind: 'missing', sentence: 'shellcheck is not installed on Belay’s machine.' };
  const end = await runBounded({
    program,
    args: ['--norc', '--shell=bash', '--severity=warning', '--format=json', '-'],
    stdin: text,
    deadline: 20_000,
    mostOutput: 1_000_000,
    user: null,
  });
  const found = z.array(Finding).safeParse(readJson(end.stdout));
  if (!found.success || end.exit === null || end.exit > 1) {
    const why = end.failed ?? end.ended ?? `it exited with ${end.exit}`;
    return { kind: 'missing', sentence: `shellcheck gave no answer that can be read (${why}).` };
  }
  if (found.data.length === 0) return { kind: 'clean' };
  return {
    kind: 'found',
    reasons: found.data.map(({ line, code, message }) => ({ line, sentence: `${message} (SC${code})` })),
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
