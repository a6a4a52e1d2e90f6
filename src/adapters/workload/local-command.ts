import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { formatDuration, type Instant, type Millis } from '../../core/time.ts';
import type { CommandResult, RunCommand } from '../../ports/command-runner.ts';

const keptOutput = 4000;
/** What ignores the polite signal is ended for good after this long. */
const grace: Millis = 3000;
/** How long output may come after the program has ended, as long as somebody still holds its pipes open. */
const lateOutput: Millis = 300;

type Child = ChildProcessByStdio<null, Readable, Readable>;

export interface LocalCommandParts {
  /** Directory the programs run in. */
  readonly directory: string;
  /** The whole environment they see: Belay's own secrets are not in it unless put there. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: () => Instant;
}

/**
 * Runs programs on this machine: arguments go to the program as they are, and no shell is involved.
 *
 * A command is over when its program has ended. What that left in the background is left alone, because people start
 * canaries that way; nobody reads its output any more, so it must write to a file. Only a command that takes too long or
 * is no longer wanted ends with everything it started, unless that made itself a session of its own.
 */
export function createLocalCommand({ directory, environment, clock }: LocalCommandParts): RunCommand {
  return ([program = '', ...args], timeout, signal) => {
    const began = clock();
    const result = (succeeded: boolean, sentence: string, output: string): CommandResult => ({
      succeeded,
      sentence,
      output,
      took: clock() - began,
    });
    if (signal.aborted) {
      const sentence = `${program} was not started, because the rollout no longer wants it`;
      return Promise.resolve(result(false, sentence, ''));
    }
    return new Promise((resolve) => {
      const child = spawn(program, args, {
        cwd: directory,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, so that what the program started can be ended with it.
        detached: true,
      });
      const tail = outputTail(child);
      let stopped: string | null = null;
      let ended = { succeeded: false, sentence: '' };
      const finish = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        child.stdout.destroy();
        child.stderr.destroy();
        const { succeeded, sentence } = stopped === null ? ended : { succeeded: false, sentence: stopped };
        resolve(result(succeeded, `${program} ${sentence}`, printable(tail())));
      };
      const stop = (why: string) => {
        if (stopped !== null) return;
        stopped = why;
        signalGroup(child, 'SIGTERM');
        setTimeout(() => signalGroup(child, 'SIGKILL'), grace).unref();
        // Whatever becomes of it: a process that not even SIGKILL ends must not hold the rollout up.
        setTimeout(finish, grace + lateOutput);
      };
      const timer = setTimeout(
        () => stop(`took longer than ${formatDuration(timeout)} and was ended`),
        timeout,
      );
      const aborted = () => stop('was stopped, because the rollout no longer wants it');
      signal.addEventListener('abort', aborted, { once: true });
      child.on('error', (error) => {
        ended = { succeeded: false, sentence: `could not be started: ${error.message}` };
        finish();
      });
      child.on('exit', (code, killedBy) => {
        clearTimeout(timer);
        const how = killedBy === null ? `exited with ${code}` : `was ended by ${killedBy}`;
        ended = { succeeded: code === 0, sentence: `${how} after ${formatDuration(clock() - began)}` };
        // One that is being ended takes its children with it: wait for them, the undoing may come next.
        if (stopped === null) setTimeout(finish, lateOutput);
      });
      child.on('close', finish);
    });
  };
}

function outputTail(child: Child): () => string {
  let output = '';
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-keptOutput);
    });
  }
  return () => output;
}

/** The whole group, also when its leader has ended and left others in it. */
function signalGroup({ pid }: Child, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in it.
  }
}

function printable(output: string): string {
  return output.replaceAll(/[^\P{Cc}\n\t]/gu, '');
}
