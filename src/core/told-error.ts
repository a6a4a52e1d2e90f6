/** What a log keeps of an error. */
export interface ToldError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly cause?: ToldError;
}

/** Deeper than any chain of causes that says something new; one that bites its own tail ends here too. */
const deepest = 5;

/**
 * Clients attach to their errors what they were doing, a command with the password of the server among it. So only what
 * is known to be written for people is kept, and of that no user and password in an address.
 */
export function toldError(error: unknown, depth = 0): ToldError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutPasswords(String(error)) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: name,
    message: withoutPasswords(message),
    ...(stack === undefined ? {} : { stack: withoutPasswords(stack) }),
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined || cause === null || depth === deepest
      ? {}
      : { cause: toldError(cause, depth + 1) }),
  };
}

/** Hides who signs in and with what in `scheme://user:password@host`. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/(?<=:\/\/)[^\s/?#"\\]*@/g, '…@');
}
