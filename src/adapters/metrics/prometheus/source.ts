import type { Millis } from '../../../core/time.ts';

/** One Prometheus server and how it is asked. */
export interface PrometheusSource {
  /** Its name in belay.yml, by which sentences call it. */
  readonly name: string;
  /** Without `/api/v1`; may have a path before it. */
  readonly url: string;
  readonly timeout: Millis;
  /** How often it scrapes: a newest sample much older than this is not current. */
  readonly scrapeInterval: Millis;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Looked up at each request, so that a changed secret counts without a restart.
   * @throws Failure secret-missing
   */
  readonly credentials: () => Credentials | null;
}

export interface Credentials {
  /** Value of the `authorization` header. */
  readonly authorization: string;
  /** The secret itself, taken out of whatever the server says. */
  readonly secret: string;
}

export function bearer(token: string): Credentials {
  return { authorization: `Bearer ${token}`, secret: token };
}

export function basic(user: string, password: string): Credentials {
  return {
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    secret: password,
  };
}
