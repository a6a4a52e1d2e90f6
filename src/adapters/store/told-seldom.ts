/** Milliseconds within which the same sentence is told once. */
const AGAIN_AFTER = 10_000;

/** Lets through what is new or was last told a while ago: an outage repeats one error many times a second. */
export function toldSeldom(): (sentence: string) => boolean {
  const told = new Map<string, number>();
  return (sentence) => {
    const now = Date.now();
    for (const [old, at] of told) if (now - at >= AGAIN_AFTER) told.delete(old);
    if (told.has(sentence)) return false;
    told.set(sentence, now);
    return true;
  };
}
