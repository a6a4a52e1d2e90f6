import type { Instant, Millis } from '../../core/time.ts';
import type { RunScript } from '../../ports/run-script.ts';
import { checkScript } from './check-script.ts';
import type { ScriptReason } from './parse-script.ts';
import { runInSandbox } from './sandbox.ts';
import { shellcheck } from './shellcheck.ts';

/** Whoever waits for a command waits little longer than this. */
const usualDeadline: Millis = 25_000;

export interface RunScriptParts {
  readonly clock: () => Instant;
  readonly deadline?: Millis;
  readonly find?: (program: string) => string | null;
}

/** Parser, closed lists, shellcheck, sandbox: a script that does not pass one of them is not run at all. */
export function createRunScript({ clock, deadline = usualDeadline, find }: RunScriptParts): RunScript {
  return async (run) => {
    const checked = await checkScript(run.text, { hosts: run.hosts });
    if (checked.kind === 'refused') return refused(checked.reasons);
    const linted =
      find === undefined ? await shellcheck(run.text) : await shellcheck(run.text, find('shellcheck'));
    if (linted.kind === 'missing') return { kind: 'not-run', sentence: linted.sentence };
    if (linted.kind === 'found') return refused(linted.reasons);
    return await runInSandbox(run, { clock, deadline, ...(find === undefined ? {} : { find }) });
  };
}

function refused([first]: readonly ScriptReason[]): { kind: 'not-run'; sentence: string } {
  const why = first === undefined ? 'it is not allowed' : `line ${first.line}: ${first.sentence}`;
  return { kind: 'not-run', sentence: `Belay does not run this script (${why}).` };
}
