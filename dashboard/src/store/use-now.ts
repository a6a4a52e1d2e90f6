import { useEffect, useState } from 'preact/hooks';
import type { Instant } from '../../../src/core/time.ts';
import type { Clock } from '../clock.ts';

/** The time, once a second: what counts up or down on the page follows it. */
export function useNow(clock: Clock): Instant {
  const [now, setNow] = useState(clock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), 1000);
    return () => clearInterval(timer);
  }, [clock]);
  return now;
}
