import type { RoleName } from './ids.ts';

/** An expected "no", returned and never thrown: what happened, what it means, what to do. */
export interface Refusal {
  readonly kind: 'refused';
  /** Stable reason code, kebab-case: `no-such-service`, `lock-held`. */
  readonly code: string;
  readonly sentence: string;
  /** Roles of which one was missing, when it was refused for that and nothing was done. */
  readonly needs?: readonly RoleName[];
}

/** @param needs roles of which one would have sufficed; none for a refusal that no role changes */
export function refuse(code: string, sentence: string, needs: readonly RoleName[] = []): Refusal {
  return { kind: 'refused', code, sentence, ...(needs.length === 0 ? {} : { needs }) };
}
