/**
 * Something outside did not do what it was asked. Thrown by adapters, translated once at each boundary.
 * The message is a sentence for people; the cause goes to the log alone.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly retryable: boolean;

  constructor(code: FailureCode, sentence: string, options: { retryable: boolean; cause?: unknown }) {
    super(sentence, { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.retryable = options.retryable;
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
  | 'config-invalid'
  | 'secret-missing'
  | 'server-unreachable'
  | 'not-logged-in';
