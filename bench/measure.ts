import { cpus, totalmem } from 'node:os';

/** What a benchmark found out: named figures, ready to print. */
export type Figures = Readonly<Record<string, unknown>>;

export interface BenchOptions {
  /** Which router to measure; each benchmark has its usual one. */
  readonly router: string | undefined;
  /** Small sizes, to see that it runs; its figures say nothing. */
  readonly quick: boolean;
  /** Decides every made-up number of a benchmark that has some. */
  readonly seed: number;
  /** Says what is not good enough: the exit code is 1 then. */
  readonly fail: (sentence: string) => void;
}

export interface Bench {
  readonly name: string;
  readonly summary: string;
  /** @param runs how many measurements to take */
  run(runs: number, tell: (line: string) => void, options: BenchOptions): Promise<Figures>;
  readonly usualRuns: number;
}

/** Milliseconds, nearest rank: with few runs the p99 is the largest. */
export function summary(
  samples: readonly number[],
  digits = 0,
): { p50: number; p99: number; max: number; n: number } {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Number((sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN).toFixed(digits));
  return { p50: at(0.5), p99: at(0.99), max: at(1), n: sorted.length };
}

export function machine(): Figures {
  const cores = cpus();
  return {
    cores: cores.length,
    cpu: cores[0]?.model ?? 'unknown',
    memory_gib: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
  };
}
