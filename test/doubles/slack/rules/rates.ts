/** Slack's limits: about one posted message per second and channel; 50 edits a minute; 20 lists of a group. */
export interface Rates {
  /** @returns seconds to wait, or null when it may go on */
  post(channel: string): number | null;
  update(): number | null;
  list(): number | null;
}

/** Clocks of two processes differ a little, and Slack says "about". */
const slack = 50;

export function openRates(clock: () => number): Rates {
  const lastPost = new Map<string, number>();
  let updates: number[] = [];
  let lists: number[] = [];
  return {
    post(channel) {
      const now = clock();
      const last = lastPost.get(channel);
      if (last !== undefined && now - last < 1000 - slack) return 1;
      lastPost.set(channel, now);
      return null;
    },
    update() {
      const now = clock();
      updates = updates.filter((at) => now - at < 60_000);
      const [oldest] = updates;
      if (updates.length >= 50 && oldest !== undefined) {
        return Math.max(1, Math.ceil((oldest + 60_000 - now) / 1000));
      }
      updates.push(now);
      return null;
    },
    list() {
      const now = clock();
      lists = lists.filter((at) => now - at < 60_000);
      const [oldest] = lists;
      if (lists.length >= 20 && oldest !== undefined) {
        return Math.max(1, Math.ceil((oldest + 60_000 - now) / 1000));
      }
      lists.push(now);
      return null;
    },
  };
}
