/** Says how far long work is. */
export interface ProgressLine {
  tell(text: string): void;
  /** Leaves nothing behind where a person watches. */
  end(): void;
}

/** Where a person watches a line changes all the time; a log gets one now and then. */
const everyWatched = 100;
const everyLogged = 10_000;

/** @param clock milliseconds */
export function createProgressLine(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  clock: () => number,
): ProgressLine {
  let told = clock();
  return {
    tell(text) {
      const now = clock();
      if (now - told < (stream.isTTY ? everyWatched : everyLogged)) return;
      told = now;
      stream.write(stream.isTTY ? `\r${text}\u001b[K` : `${text}\n`);
    },
    end() {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
}
