import { textDigest } from '../audit/digest.ts';
import type { Sha256 } from '../ids.ts';
import { counted } from '../prose.ts';
import { functionLines } from './functions.ts';
import type { ScriptHead } from './head.ts';
import { headLines } from './head.ts';
import type { ScriptProbe } from './probe.ts';
import { probeLines } from './probe-lines.ts';
import { commentLine } from './quote.ts';

export interface EmittedScript {
  readonly text: string;
  readonly sha256: Sha256;
  /** What each numbered line of its answer is about; `judged` probes have none. */
  readonly numbered: readonly ScriptProbe[];
}

/**
 * Bash that asks these probes one after the other and answers in TAP. The same probes give the same bytes.
 * @throws TypeError when a value cannot stand in a script
 */
export function emitScript(head: ScriptHead, probes: readonly ScriptProbe[]): EmittedScript {
  const numbered = probes.filter(({ kind }) => kind !== 'judged');
  const lines = [
    ...headLines(head, probes),
    ...functionLines(probes),
    `printf '1..%s\\n' ${numbered.length}`,
    ...numbered.flatMap((probe, index) => probeLines(probe, index + 1)),
    ...judgedLines(probes),
    ...footLines,
  ];
  const text = `${lines.join('\n')}\n`;
  return { text, sha256: textDigest(text), numbered };
}

function judgedLines(probes: readonly ScriptProbe[]): readonly string[] {
  const judged = probes.filter((probe) => probe.kind === 'judged');
  if (judged.length === 0) return [];
  return [
    '',
    commentLine(
      `Not in this script: ${counted(judged.length, 'rule')} that Belay judges from its own measurements.`,
    ),
    ...judged.map(({ about, why }) => commentLine(`  ${about}: ${why}.`)),
  ];
}

const footLines = [
  '',
  'rm --force -- "$work/body" "$work/cookies"',
  'rmdir -- "$work"',
  `printf '# %s passed, %s failed\\n' "$passed" "$failed"`,
  'test "$failed" = 0',
];
