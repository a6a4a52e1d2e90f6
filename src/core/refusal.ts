/** An expected "no", returned and never thrown: what happened, what it means, what to do. */
export interface Refusal {
  readonly kind: 'refused';
  /** Stable reason code, kebab-case: `no-such-service`, `lock-held`. */
  readonly code: string;
  readonly sentence: string;
}

export function refuse(code: string, sentence: string): Refusal {
  return { kind: 'refused', code, sentence };
}
