import type { Millis } from './time.ts';

/**
 * Something outside did not do what it was asked. Thrown by adapters, translated once at each boundary.
 * The message is a sentence for people; the cause goes to the log alone.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly retryable: boolean;
  /** Milliseconds that must pass before it is tried again, where the outside said so; else null. */
  readonly retryAfter: Millis | null;

  constructor(
    code: FailureCode,
    sentence: string,
    options: { retryable: boolean; cause?: unknown; retryAfter?: Millis },
  ) {
    super(sentence, { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfter = options.retryAfter ?? null;
  }
}

export type FailureCode =
  | 'router-refused'
  | 'router-unreachable'
  | 'metrics-unreachable'
  | 'store-locked'
  | 'store-unwritable'
  | 'store-unreachable'
  | 'port-in-use'
  | 'file-unwritable'
  | 'config-invalid'
  | 'secret-missing'
  | 'server-unreachable'
  | 'not-logged-in'
  /** A platform said that it takes no more for now. */
  | 'place-busy'
  /** Belay itself waits, to stay within a platform's limits; only this message. */
  | 'place-paced'
  | 'place-unreachable'
  /** A place will not take it until a person mends something. */
  | 'place-refused'
  /** It could not be found out who is in a group that others keep. */
  | 'membership-unknown'
  /** Another bot, or the same one before, has this delivery. */
  | 'worked-elsewhere';
