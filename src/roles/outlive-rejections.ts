import type { Logger } from 'pino';

/**
 * A promise that nobody watches must not end the process, as Node does by default: a library that stumbles over one
 * message would take the traffic of every rollout with it. What failed that way failed alone; the log says it.
 */
export function outliveRejections(log: Pick<Logger, 'error'>): Disposable {
  const tell = (reason: unknown) =>
    log.error({ err: reason }, 'something failed that nobody was waiting for; the server goes on');
  process.on('unhandledRejection', tell);
  return {
    [Symbol.dispose]() {
      process.off('unhandledRejection', tell);
    },
  };
}
