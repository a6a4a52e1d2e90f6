import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { sessionLasts, signToken } from '../../handlers/http/session.ts';
import type { Config } from '../config/config.ts';
import type { Instant } from '../core/time.ts';
import type { Log } from '../ports/log.ts';
import type { DataFolder } from './data-folder.ts';
import { operatorOf } from './operator.ts';

const every = sessionLasts / 12;

/** How whoever started Belay speaks to it. */
export interface OperatorSession {
  /** A link that signs in; for the person who reads what `belay start` prints. */
  loginAt(consoleUrl: string): string;
  /** Leaves a new session for `npx belay …` in the data folder long before the old one ends. */
  renewUntil(signal: AbortSignal): Promise<void>;
}

/** @returns null when belay.yml does not say who started it */
export function operatorSession(
  parts: {
    readonly config: Config;
    readonly data: Pick<DataFolder, 'writeJson'>;
    readonly key: Buffer;
    readonly clock: () => Instant;
    readonly log: Log;
  },
  url: string,
): OperatorSession | null {
  const { config, data, key, clock, log } = parts;
  const operator = operatorOf(config, userInfo().username);
  if (operator === null) return null;
  const sign = (kind: 'login' | 'session') =>
    signToken({ kind, person: operator.id, until: clock() + sessionLasts }, key);
  const leave = () => data.writeJson('terminal.json', { url, token: sign('session') });
  leave();
  return {
    loginAt: (consoleUrl) => `${consoleUrl}/#token=${sign('login')}`,
    async renewUntil(signal) {
      for (;;) {
        await sleep(every, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
        try {
          leave();
        } catch (error) {
          log.warn({ err: error }, 'the session of the terminal could not be renewed; it is tried again');
        }
      }
    },
  };
}
