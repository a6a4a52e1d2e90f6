import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** Sends one delivery. @returns milliseconds until it was acknowledged; null when it was not, or not in time */
export type Send = (index: number) => Promise<number | null>;

export interface Measured {
  readonly took: readonly number[];
  readonly failed: number;
}

export interface LoadResult<K extends string> {
  readonly measured: Readonly<Record<K, Measured>>;
  /** How late this process itself was at most 99 times in 100, in milliseconds; part of every figure. */
  readonly ownDelay: number;
}

/** Sends each kind in turn at an even rate, whether or not earlier ones were answered. */
export async function sendEvenly<K extends string>(
  kinds: Readonly<Record<K, Send>>,
  { perSecond, each }: { readonly perSecond: number; readonly each: number },
): Promise<LoadResult<K>> {
  const names = Object.keys(kinds) as K[];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const sent: { readonly kind: K; readonly took: Promise<number | null> }[] = [];
  const began = performance.now();
  delay.enable();
  for (let turn = 0; turn < each * names.length; turn += 1) {
    await sleep(Math.max(0, began + (turn * 1000) / perSecond - performance.now()));
    const kind = names[turn % names.length] as K;
    sent.push({ kind, took: kinds[kind](Math.floor(turn / names.length)) });
  }
  const all = await Promise.all(sent.map(async ({ kind, took }) => ({ kind, took: await took })));
  delay.disable();
  const of = (kind: K): Measured => {
    const own = all.filter((one) => one.kind === kind).map(({ took }) => took);
    const took = own.filter((one) => one !== null);
    return { took, failed: own.length - took.length };
  };
  return {
    measured: Object.fromEntries(names.map((kind) => [kind, of(kind)])) as Record<K, Measured>,
    ownDelay: delay.percentile(99) / 1e6,
  };
}
