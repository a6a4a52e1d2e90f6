import { Failure } from '../../../core/failure.ts';
import type { Finding } from '../../../ports/examine.ts';

/** Findings about one thing. */
export function finder(about: string) {
  const find =
    (state: Finding['state']) =>
    (sentence: string): Finding => ({ about, state, sentence });
  return {
    ok: find('ok'),
    warning: find('warning'),
    error: find('error'),
    /** What kept it from being looked at. */
    failed: (error: unknown): Finding =>
      find('error')(
        error instanceof Failure ? error.message : `It could not be looked at: ${String(error)}.`,
      ),
  };
}
