import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Address } from './redis-url.ts';

/** Milliseconds that a server has to show which language it speaks. */
const PATIENCE = 1500;

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** Why a Redis could not be used, and the next step, as a sentence. */
export async function redisFault(error: unknown, address: Address, tls: boolean): Promise<string> {
  const { code, message } = partsOf(error);
  if (/WRONGPASS|invalid password|invalid username-password/i.test(message)) {
    return 'It refuses the user or the password of REDIS_URL (Redis does not say which of them), so no job can be queued. Check both, and that signs like @ and / in them are percent-encoded; ACL LIST on the server shows the users it has.';
  }
  if (/NOAUTH/i.test(message)) {
    return 'It wants a password, and REDIS_URL has none, so no job can be queued. Write redis://:password@host or redis://user:password@host.';
  }
  if (/NOPERM/i.test(message)) {
    return `The user of REDIS_URL may not do what the queues need (${message}). Give it the right: ACL SETUSER name ~{belay}:* +@all -@dangerous +info.`;
  }
  if (/DB index is out of range/i.test(message)) {
    return 'It does not have the database that REDIS_URL names after the host. Leave the number out, or raise the setting databases.';
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `There is no machine named ${address.host}: check the host in REDIS_URL, and the name server. ${MEANWHILE}`;
  }
  if (code === 'ECONNREFUSED') {
    return `Nothing listens there: check that Redis runs, and host and port in REDIS_URL. ${MEANWHILE}`;
  }
  if (UNTRUSTED.has(code)) {
    return 'Its certificate was signed by an authority that this machine does not know. Name the authority in REDIS_URL: ?ca=/path/to/ca.pem.';
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `Its certificate is for other names than ${address.host}. Write one of those into REDIS_URL, or have a certificate made that carries this one.`;
  }
  if (code === 'CERT_HAS_EXPIRED') return 'Its certificate has expired. Have it renewed.';
  const spoken = await spokenAt(address);
  if (tls && spoken === 'plain')
    return 'It speaks without TLS, and REDIS_URL asks for TLS. Write redis in place of rediss, or set tls-port on the server.';
  if (!tls && spoken === 'tls')
    return 'It speaks TLS only, and REDIS_URL asks without. Write rediss in place of redis, with ?ca=/path/to/ca.pem when the system does not know who signed its certificate.';
  return `It does not answer as a Redis does (${message === '' ? code : message}): check host and port in REDIS_URL, and what is between. ${MEANWHILE}`;
}

const MEANWHILE =
  'Until it is reached, rollouts go on without the queue, more slowly: every worker looks for overdue ones by itself.';

function partsOf(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message: error.message };
}

async function spokenAt({ host, port }: Address): Promise<'plain' | 'tls' | 'nothing'> {
  const plain = await new Promise<boolean>((answer) => {
    const socket = connect({ host, port, timeout: PATIENCE });
    const say = (is: boolean): void => {
      answer(is);
      socket.destroy();
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => say(data[0] === 0x2b || data[0] === 0x2d));
    for (const end of ['timeout', 'error', 'close'] as const) socket.once(end, () => say(false));
  });
  if (plain) return 'plain';
  const secure = await new Promise<boolean>((answer) => {
    // Nothing is said over this connection; it only shows whether there is TLS.
    const socket = connectTls({ host, port, timeout: PATIENCE, rejectUnauthorized: false });
    const say = (is: boolean): void => {
      answer(is);
      socket.destroy();
    };
    socket.once('secureConnect', () => say(true));
    for (const end of ['timeout', 'error', 'close'] as const) socket.once(end, () => say(false));
  });
  return secure ? 'tls' : 'nothing';
}
