import type { ModelFault, Usage } from '../ports/model.ts';

/** US dollars for a million tokens. */
export interface Prices {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
}

const million = 1_000_000;

/** What a request may cost at most: every token at the dearest price that it could have. US dollars. */
export function mostCost(inputTokens: number, maxTokens: number, prices: Prices): number {
  const input = Math.max(prices.input, prices.cacheWrite, prices.cacheRead);
  return (inputTokens * input + maxTokens * prices.output) / million;
}

/** What an answer cost, in US dollars. */
export function costOf(usage: Usage, prices: Prices): number {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const sum =
    inputTokens * prices.input +
    outputTokens * prices.output +
    cacheReadTokens * prices.cacheRead +
    cacheWriteTokens * prices.cacheWrite;
  return sum / million;
}

/** Faults that are answered before any token is made: nobody pays for them. */
const free: ReadonlySet<ModelFault> = new Set([
  'unauthorised',
  'rejected',
  'too-large',
  'rate-limited',
  'overloaded',
  'resting',
]);

/** Whether an answer that says nothing of its usage may have cost something all the same. */
export function mayHaveCost(fault: ModelFault): boolean {
  return !free.has(fault);
}

/** `$20`, `$0.05`, `less than $0.01` */
export function dollarsText(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return 'less than $0.01';
  return `$${Number.isInteger(dollars) ? dollars : dollars.toFixed(2)}`;
}
