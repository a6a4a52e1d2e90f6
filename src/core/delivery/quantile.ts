/**
 * The value that at least this share of the values do not exceed (nearest rank, so that it is always one that was
 * seen); null of nothing.
 * @param share in (0, 1]
 */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
