import { type Logger, pino } from 'pino';
import { toldError, withoutPasswords } from '../core/told-error.ts';

/** The log of a process, to standard error. Whatever is told to it, no password of a server stands in it. */
export function processLog(level: string, destination: pino.DestinationStream = standardError()): Logger {
  return pino(
    {
      level,
      redact: ['token', '*.token'],
      serializers: { err: toldError },
      // Sentences quote errors too.
      hooks: { streamWrite: withoutPasswords },
    },
    destination,
  );
}

function standardError(): pino.DestinationStream {
  return pino.destination({ dest: 2, sync: true });
}
