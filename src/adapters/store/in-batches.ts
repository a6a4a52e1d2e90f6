/** How one of a batch ended. */
export type Ended<R> =
  | { readonly kind: 'done'; readonly value: R }
  | { readonly kind: 'failed'; readonly error: unknown };

interface Waiting<T, R> {
  readonly item: T;
  readonly answer: PromiseWithResolvers<R>;
}

export interface Batching<T, R> {
  /** Does all at once; answers in their order. What it throws is the answer to each of them. */
  readonly run: (items: readonly T[]) => Promise<readonly Ended<R>[]>;
  /** Which of those that wait go together now, in order of arrival; never none. */
  readonly choose: (waiting: readonly T[]) => ReadonlySet<T>;
  /** So many batches at once. */
  readonly lanes: number;
}

/**
 * Makes one call of many: what arrives while all lanes are busy goes together with the next batch, and what arrives
 * when one is free waits for nothing but the other calls of the same turn of the event loop.
 */
export function inBatches<T, R>({ run, choose, lanes }: Batching<T, R>): (item: T) => Promise<R> {
  let waiting: readonly Waiting<T, R>[] = [];
  let busy = 0;
  let starting = false;

  function start(): void {
    if (starting || busy >= lanes || waiting.length === 0) return;
    starting = true;
    setImmediate(() => {
      starting = false;
      void drive();
    });
  }

  async function drive(): Promise<void> {
    const chosen = choose(waiting.map(({ item }) => item));
    const batch = waiting.filter(({ item }) => chosen.has(item));
    waiting = waiting.filter(({ item }) => !chosen.has(item));
    if (batch.length === 0) return;
    busy += 1;
    start();
    try {
      const ended = await run(batch.map(({ item }) => item));
      for (const [index, one] of batch.entries()) settle(one, ended[index]);
    } catch (error) {
      for (const { answer } of batch) answer.reject(error);
    } finally {
      busy -= 1;
      start();
    }
  }

  return (item) => {
    const answer = Promise.withResolvers<R>();
    waiting = [...waiting, { item, answer }];
    start();
    return answer.promise;
  };
}

function settle<T, R>({ answer }: Waiting<T, R>, ended: Ended<R> | undefined): void {
  if (ended === undefined) answer.reject(new TypeError('a batch left one of its calls without an answer'));
  else if (ended.kind === 'done') answer.resolve(ended.value);
  else answer.reject(ended.error);
}
