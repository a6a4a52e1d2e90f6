/**
 * No two calls are under way at once: all that come while one is share the next, which begins after them. Answers
 * that overtook each other would look like counters that went down.
 */
export function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | null = null;

  function begin(): Promise<T> {
    next = null;
    const begun = work();
    before = begun.catch(() => {});
    return begun;
  }

  return () => {
    next ??= before.then(begin);
    return next;
  };
}
