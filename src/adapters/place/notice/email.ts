import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import { Failure } from '../../../core/failure.ts';
import type { PlaceName } from '../../../core/ids.ts';
import { plainLine } from '../../../core/prose.ts';
import type { Millis } from '../../../core/time.ts';
import type { Log } from '../../../ports/log.ts';
import { noticePage } from '../../../render/html/notice-page.ts';
import type { SendNotice } from './notice-place.ts';

export interface MailAccount {
  readonly name: PlaceName;
  readonly host: string;
  readonly port: number;
  /** On this machine nobody listens on the way: it may speak without TLS. */
  readonly onThisMachine: boolean;
  /** Null where the server asks for nobody. */
  readonly auth: { readonly user: string; readonly password: string } | null;
}

export interface MailPlace extends MailAccount {
  readonly from: string;
  readonly to: readonly string[];
  readonly log: Log;
}

/** Over this port a connection begins with TLS; over others it is asked for. */
const tlsPort = 465;
const patience: Millis = 10_000;
/** A whole message; within the lease of whoever delivers. */
const longest: Millis = 40_000;

/**
 * Sends notices over SMTP. A server that took a message and died before it said so is told again: the same Message-ID
 * lets mailboxes know it, and no more can be done.
 */
export function sendMail(place: MailPlace): SendNotice {
  const { name, from, to, log } = place;
  return async (key, { subject, body }) => {
    const sent = await overSmtp(place, (transport) =>
      transport.sendMail({
        from,
        to: addressee(to),
        envelope: { from, to: [...to] },
        subject: plainLine(subject),
        text: body,
        html: noticePage(subject, body),
        messageId: messageIdOf(key, from),
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      }),
    );
    const { rejected } = sent;
    if (rejected.length > 0) {
      log.warn({ place: name, rejected }, 'a mail server did not take every recipient of a notice');
    }
  };
}

/** Looks whether the server takes the account; sends nothing. @throws Failure place-unreachable, place-refused */
export async function verifyAccount(account: MailAccount): Promise<void> {
  await overSmtp(account, (transport) => transport.verify());
}

/** Several customers do not learn of each other. */
function addressee(to: readonly string[]): string {
  const [only = ''] = to;
  return to.length === 1 ? only : 'undisclosed-recipients:;';
}

function messageIdOf(key: string, from: string): string {
  const id = createHash('sha256').update(key).digest('hex').slice(0, 40);
  return `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

type Transport = ReturnType<typeof createTransport<SMTPTransport.SentMessageInfo>>;

async function overSmtp<T>(account: MailAccount, work: (transport: Transport) => Promise<T>): Promise<T> {
  const { host, port, onThisMachine, auth } = account;
  const secure = port === tlsPort;
  const transport = createTransport({
    ...{ host, port, secure },
    requireTLS: !secure && !onThisMachine,
    ...(auth === null ? {} : { auth: { user: auth.user, pass: auth.password } }),
    tls: { rejectUnauthorized: !onThisMachine, minVersion: 'TLSv1.2' },
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: longest,
    dnsTimeout: patience,
  });
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
