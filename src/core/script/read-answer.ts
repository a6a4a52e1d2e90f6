import { unstopped } from '../prose.ts';
import type { ProbeOutcome, ScriptProbe } from './probe.ts';

/**
 * What a script said of each of its numbered probes. A probe it said nothing of is open, never passed.
 * @param output what it printed
 * @param ended why it was ended before it was through; null when it was not
 */
export function readAnswer(
  numbered: readonly ScriptProbe[],
  output: string,
  ended: string | null,
): readonly ProbeOutcome[] {
  const said = new Map<number, { ok: boolean; text: string }>();
  const took = new Map<number, number>();
  for (const line of output.split('\n')) {
    const [, verdict, number, text = ''] = /^(ok|not ok) (\d+) - (.*)$/.exec(line) ?? [];
    if (number !== undefined) said.set(Number(number), { ok: verdict === 'ok', text });
    const [, timed, seconds] = /^# (\d+) took (\d+(?:\.\d+)?) s$/.exec(line) ?? [];
    if (timed !== undefined) took.set(Number(timed), Math.round(Number(seconds) * 1000));
  }
  return numbered.map(({ id, about }, index) => {
    const found = said.get(index + 1);
    if (found === undefined) {
      const why = ended === null ? 'the script did not come to it' : `the script was ended before: ${ended}`;
      return { probe: id, ok: null, sentence: `${about}: ${why}.`, took: null };
    }
    return {
      probe: id,
      ok: found.ok,
      sentence: `${unstopped(found.text)}.`,
      took: took.get(index + 1) ?? null,
    };
  });
}
