import { createTransport } from 'nodemailer';
import { Failure } from '../../../core/failure.ts';
import type { PlaceName } from '../../../core/ids.ts';
import type { Millis } from '../../../core/time.ts';

export interface MailAccount {
  readonly name: PlaceName;
  readonly host: string;
  readonly port: number;
  /** On this machine nobody listens on the way: it may speak without TLS. */
  readonly onThisMachine: boolean;
  /** Null where the server asks for nobody. */
  readonly auth: { readonly user: string; readonly password: string } | null;
}

/** Over this port a connection begins with TLS; over others it is asked for. */
const tlsPort = 465;
const patience: Millis = 10_000;
/** A whole message; within the lease of whoever delivers. */
const longest: Millis = 40_000;

/** Looks whether the server takes the account; sends nothing. @throws Failure place-unreachable, place-refused */
export async function verifyAccount(account: MailAccount): Promise<void> {
  await overSmtp(account, (transport) => transport.verify());
}

/** One connection, for one thing. @throws Failure place-unreachable, place-refused */
export async function overSmtp<T>(
  account: MailAccount,
  work: (transport: ReturnType<typeof connect>) => Promise<T>,
): Promise<T> {
  const transport = connect(account);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject({ code: 'ETIMEDOUT' }), longest);
  try {
    return await Promise.race([work(transport), late.promise]);
  } catch (error) {
    throw mailFailure(error, account);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

function connect({ host, port, onThisMachine, auth }: MailAccount) {
  const secure = port === tlsPort;
  return createTransport({
    ...{ host, port, secure },
    requireTLS: !secure && !onThisMachine,
    ...(auth === null ? {} : { auth: { user: auth.user, pass: auth.password } }),
    tls: { rejectUnauthorized: !onThisMachine, minVersion: 'TLSv1.2' },
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: longest,
    dnsTimeout: patience,
  });
}

/** Only codes: what a server answers may repeat what it was told. */
function mailFailure(error: unknown, { name }: MailAccount): Failure {
  const code = fieldOf(error, 'originalCode') ?? fieldOf(error, 'code') ?? 'no connection';
  const status = fieldOf(error, 'responseCode');
  const said = status === null ? code : `${code}, ${status}`;
  const refused = (sentence: string) =>
    new Failure('place-refused', `${sentence} Customers are not told there; it is tried again.`, {
      retryable: false,
      cause: said,
    });
  if (code === 'EAUTH') return refused(`The mail server of ${name} does not take its user and password.`);
  if (untrusted.test(code)) {
    return refused(
      `The mail server of ${name} offers no encrypted connection that can be trusted, and without one nothing is sent.`,
    );
  }
  if (status !== null && Number(status) >= 500) {
    return refused(
      `The mail server of ${name} did not take the message (${said}). Check \`from\` and \`to\`.`,
    );
  }
  const sentence = `The mail server of ${name} does not answer as it should (${said}), so customers are not told there yet. It is tried again.`;
  return new Failure('place-unreachable', sentence, { retryable: true, cause: said });
}

/** No encryption is offered, or a certificate that proves nothing. */
const untrusted = /^(ETLS$|CERT_|ERR_SSL_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

function fieldOf(error: unknown, field: 'code' | 'originalCode' | 'responseCode'): string | null {
  if (typeof error !== 'object' || error === null || !(field in error)) return null;
  const value = (error as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
