import type { Env } from '../config/env.ts';
import type { DataFolder } from './data-folder.ts';

/** Signs sessions: BELAY_SESSION_KEY where several bots accept each other's, else the data folder's own key. */
export function sessionKeyOf({ sessionKey }: Pick<Env, 'sessionKey'>, data: DataFolder): Buffer {
  return sessionKey === null ? data.sessionKey() : Buffer.from(sessionKey, 'utf8');
}
