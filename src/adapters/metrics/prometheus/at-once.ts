/** Runs tasks, so many at a time; the others wait in line. */
export type AtOnce = <T>(task: () => Promise<T>) => Promise<T>;

/** A look asks for every metric at the same moment; a server must not feel that as an attack. */
export function createAtOnce(most: number): AtOnce {
  let running = 0;
  const line: (() => void)[] = [];
  return async (task) => {
    if (running < most) running += 1;
    else await new Promise<void>((called) => line.push(called));
    try {
      return await task();
    } finally {
      const next = line.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
