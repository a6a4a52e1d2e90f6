import type { Instant } from '../../../src/core/time.ts';
import { fullTime } from '../format.ts';

/** A time said in few words, with the exact one on demand. */
export function Moment({ at, text }: { at: Instant; text: string }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {text}
    </time>
  );
}
