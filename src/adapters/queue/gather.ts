/** Sends together what comes in the same turn of the event loop; each waits until all of it is sent. */
export function gather<T>(send: (items: readonly T[]) => Promise<void>): (item: T) => Promise<void> {
  let items: T[] = [];
  let sending: Promise<void> | null = null;
  async function soon(): Promise<void> {
    await new Promise((turnIsOver) => setImmediate(turnIsOver));
    const gathered = items;
    items = [];
    sending = null;
    await send(gathered);
  }
  return (item) => {
    items.push(item);
    sending ??= soon();
    return sending;
  };
}
