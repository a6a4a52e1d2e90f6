import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../src/ports/log.ts';

/** Bolt's complaints in Belay's log. What it says besides may hold what people typed. */
export function boltLog(log: Log): Logger {
  const silent = () => undefined;
  const told = (...said: unknown[]) =>
    log.warn({ said: said.map(String).join(' ') }, 'the Slack library warns');
  return {
    debug: silent,
    info: silent,
    warn: silent,
    error: told,
    setLevel: silent,
    getLevel: () => LogLevel.ERROR,
    setName: silent,
  };
}
