const epoch = 1_420_070_400_000n;

/** Discord's ids: milliseconds since 2015 in the upper bits, a counter in the lower twelve. */
export function createSnowflakes(clock: () => number): () => string {
  let counter = 0n;
  return () => {
    counter += 1n;
    return (((BigInt(clock()) - epoch) << 22n) | (counter & 0xfffn)).toString();
  };
}
