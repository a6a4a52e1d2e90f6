import { type ChildProcess, spawn } from 'node:child_process';
import { formatDuration, type Instant } from '../../core/time.ts';
import type { CommandResult, RunCommand } from '../../ports/command-runner.ts';

const keptOutput = 4000;
/** A program that ignores the polite signal is ended for good after this long. */
const grace = 3000;

export interface LocalCommandParts {
  /** Directory the programs run in. */
  readonly directory: string;
  /** The whole environment they see: Belay's own secrets are not in it unless put there. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: () => Instant;
}

/** Runs programs on this machine: arguments go to the program as they are, and no shell is involved. */
export function createLocalCommand({ directory, environment, clock }: LocalCommandParts): RunCommand {
  return ([program = '', ...args], timeout, signal) => {
    const began = clock();
    const result = (succeeded: boolean, sentence: string, output: string): CommandResult => ({
      succeeded,
      sentence,
      output,
      took: clock() - began,
    });
    return new Promise((resolve) => {
      const child = spawn(program, args, {
        cwd: directory,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, so that what the program started ends with it.
        detached: true,
      });
      let output = '';
      let stopped: string | null = null;
      const collect = (chunk: Buffer) => {
        output = (output + chunk.toString('utf8')).slice(-keptOutput);
      };
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      const stop = (why: string) => {
        stopped ??= why;
        endGroup(child);
      };
      const timer = setTimeout(
        () => stop(`took longer than ${formatDuration(timeout)} and was ended`),
        timeout,
      );
      const aborted = () => stop('was stopped, because the rollout no longer wants it');
      signal.addEventListener('abort', aborted, { once: true });
      if (signal.aborted) aborted();
      const finish = (succeeded: boolean, sentence: string) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        resolve(result(succeeded, sentence, printable(output)));
      };
      child.on('error', (error) => finish(false, `${program} could not be started: ${error.message}`));
      child.on('close', (code, killedBy) => {
        const took = formatDuration(clock() - began);
        if (stopped !== null) finish(false, `${program} ${stopped}`);
        else if (killedBy !== null) finish(false, `${program} was ended by ${killedBy} after ${took}`);
        else finish(code === 0, `${program} exited with ${code} after ${took}`);
      });
    });
  };
}

function endGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGTERM');
  setTimeout(() => signalGroup(child, 'SIGKILL'), grace).unref();
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself meanwhile.
  }
}

function printable(output: string): string {
  return output.replaceAll(/[^\P{Cc}\n\t]/gu, '');
}
