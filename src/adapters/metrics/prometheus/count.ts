/** Whether a number can be how often something happened. */
export function isCount(value: number): boolean {
  return value >= 0 && Number.isSafeInteger(value);
}

/** For sentences: `NaN`, `infinite`, `-3`. */
export function shownNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : 'infinite';
}
