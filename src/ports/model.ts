import type { z } from 'zod';
import type { Untrusted } from '../core/documents/drafts/draft.ts';
import type { Instant } from '../core/time.ts';

export type ModelTier = 'small' | 'large';

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** One question to a model. It gets no tools: what it answers is data. */
export interface ModelRequest {
  readonly tier: ModelTier;
  readonly effort: 'low' | 'medium' | 'high';
  readonly maxTokens: number;
  /** Written by us alone: the prompt. */
  readonly system: string;
  /** Written by us alone: facts, sections, choices, and what was wrong with the draft before. */
  readonly material: string;
  /** Already cleaned and capped; goes as JSON inside a labelled tool result. */
  readonly untrusted: readonly Untrusted[];
  readonly schema: z.ZodType;
  /** One absolute deadline for everything the client does, retries included. */
  readonly deadline: Instant;
}

/** Who answered, as the audit records it; null where nobody got so far. */
export interface Served {
  readonly asked: string;
  readonly served: string | null;
  readonly requestId: string | null;
  readonly stopReason: string | null;
  readonly usage: Usage | null;
}

export type ModelFault =
  | 'unauthorised'
  | 'rejected'
  | 'too-large'
  | 'rate-limited'
  | 'overloaded'
  | 'unreachable'
  | 'deadline'
  | 'refused'
  | 'truncated'
  | 'empty'
  | 'not-json'
  | 'broken'
  /** It failed several times in a row and is left alone for a while; nothing was sent. */
  | 'resting';

export type ModelAnswer =
  /** JSON that is not checked against anything yet. */
  | { readonly kind: 'answered'; readonly value: unknown; readonly by: Served }
  | {
      readonly kind: 'failed';
      readonly fault: ModelFault;
      /** For people, without anything secret: what happened. */
      readonly sentence: string;
      readonly by: Served;
    };

/** A language model. Never throws. */
export interface Model {
  /** Why it cannot be asked now, as a sentence for people: no key, or it rests. Null when it can. */
  unavailable(): string | null;
  /** Tokens a request would take as input, for reserving its cost; an upper estimate when the service does not say. */
  countTokens(request: ModelRequest): Promise<number>;
  /** The id of the model of a tier, as asked for. */
  nameOf(tier: ModelTier): string;
  ask(request: ModelRequest): Promise<ModelAnswer>;
}
