/**
 * A refresh that never runs twice at once: calls during a run lead to one more run after it,
 * so that the last answer is always younger than the last call.
 */
export function coalesce(refresh: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;

  async function run(): Promise<void> {
    do {
      again = false;
      await refresh();
    } while (again);
    running = null;
  }

  return () => {
    if (running !== null) {
      again = true;
      return running;
    }
    running = run();
    return running;
  };
}
