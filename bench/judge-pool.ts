import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Outcomes, type Task } from './judge-task.ts';

/** Runs at a time: small enough that no process waits long for another at the end of a case. */
const portion = 50;

/** One process for each core. */
export interface Pool extends AsyncDisposable {
  /** Outcomes in the order of the seeds. @throws TypeError when a process ended in the middle */
  run(task: Task): Promise<Outcomes>;
}

export function startPool(): Pool {
  const file = fileURLToPath(new URL('./judge-process.ts', import.meta.url));
  const children = Array.from({ length: availableParallelism() }, () => {
    const child = fork(file);
    return { child, ended: once(child, 'exit').then(() => null) };
  });
  return {
    async run(task) {
      const portions = portionsOf(task);
      const done: Outcomes[] = [];
      let next = 0;
      const work = async (worker: Worker): Promise<void> => {
        for (let at = next++; at < portions.length; at = next++) {
          done[at] = await ask(worker, portions[at] ?? task);
        }
      };
      await Promise.all(children.map(work));
      return done.flat();
    },
    async [Symbol.asyncDispose]() {
      for (const { child } of children) if (child.connected) child.disconnect();
      await Promise.all(children.map(({ ended }) => ended));
    },
  };
}

function portionsOf({ seeds, ...task }: Task): readonly Task[] {
  return Array.from({ length: Math.ceil(seeds.count / portion) }, (_, index) => ({
    ...task,
    seeds: { from: seeds.from + index * portion, count: Math.min(portion, seeds.count - index * portion) },
  }));
}

interface Worker {
  readonly child: ChildProcess;
  /** Null once it has. */
  readonly ended: Promise<null>;
}

async function ask({ child, ended }: Worker, task: Task): Promise<Outcomes> {
  const answered = once(child, 'message');
  child.send(task);
  const first = await Promise.race([answered, ended]);
  if (first === null) throw new TypeError('A process of the benchmark ended in the middle; see above.');
  return Outcomes.parse(first[0]);
}
