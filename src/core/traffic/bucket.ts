/**
 * Every unpinned client has a bucket in [0, 1) and is served by canary when it lies below the weight. Raising
 * the weight therefore only moves clients from stable to canary, and lowering it moves the same ones back.
 *
 * Buckets are whole millionths, so that what the cookie says is exactly what the first decision was made on.
 */
const millionths = 1_000_000;

/** 2^32 divided by the golden ratio, made odd: the step of the additive sequence over 32-bit integers. */
const goldenStep = 0x9e3779b9;

/**
 * Moves the sequence on. Multiples of the golden ratio spread more evenly than random draws: of any 2000
 * consecutive ones the share below a weight is within ±1 % of it, wherever the sequence stands. A
 * bit-reversed (van der Corput) sequence is as even, but its pattern repeats every 2, 4, 8 … draws and so
 * would send every request of a client that loads a page in four requests to the same side.
 */
export function nextDraw(draw: number): number {
  return (draw + goldenStep) >>> 0;
}

export function bucketOfDraw(draw: number): number {
  return Math.floor((draw / 0x1_0000_0000) * millionths) / millionths;
}

/** @param weight percent, 0 to 100 */
export function servedByCanary(bucket: number, weight: number): boolean {
  return bucket < weight / 100;
}

/**
 * The cookie's value: six digits, nothing else. It is not signed: the worst a client can do by inventing one is
 * to choose its own side of the split, never a version outside it, and never the canary once traffic is stable.
 */
export function formatBucket(bucket: number): string {
  return Math.round(bucket * millionths)
    .toString()
    .padStart(6, '0');
}

/** @returns null for anything but six digits: the client then counts as new and is given a bucket */
export function parseBucket(value: string | undefined): number | null {
  return value !== undefined && /^[0-9]{6}$/.test(value) ? Number(value) / millionths : null;
}
