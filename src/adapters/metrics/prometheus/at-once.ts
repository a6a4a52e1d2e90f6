/** Runs tasks, `most` of them at a time; the others wait in line, and leave it when their signal says so. */
export type AtOnce = <T>(signal: AbortSignal, task: () => Promise<T>) => Promise<T>;

/** A look asks for every metric at the same moment; a server must not feel that as an attack. */
export function createAtOnce(most: number): AtOnce {
  let running = 0;
  const line: (() => void)[] = [];

  function turn(signal: AbortSignal): Promise<void> {
    if (running < most) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const called = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        line.splice(line.indexOf(called), 1);
        reject(signal.reason);
      };
      line.push(called);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  return async (signal, task) => {
    await turn(signal);
    try {
      return await task();
    } finally {
      const next = line.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
