import type { Millis } from '../core/time.ts';

/** What a promise came to, or null when that took longer. What is late goes on alone and disturbs nobody. */
export async function within<T>(work: Promise<T>, time: Millis): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), time);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
