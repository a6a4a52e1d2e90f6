import type { Asked } from '../../src/core/judge/asked.ts';
import type { Measurement } from '../../src/core/judge/measurement.ts';

/** The same failure of a source for several metrics and both sides. */
export function failedReadings(asked: readonly Asked[], sentence: string): readonly Measurement[] {
  const none = { kind: 'none', reason: 'source-failed', sentence } as const;
  return asked.map(({ metric, window }) => ({ metric, window, canary: none, stable: none }));
}
