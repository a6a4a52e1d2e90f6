import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Headers that speak of one connection, not of the request (RFC 9110 §7.6.1); `expect` is answered here. */
const ofTheConnection = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The console's session: cookies know no ports, so on one host browsers send it to the services as well. */
export const consoleCookie = 'belay-session';

/** Also the nameless form `=belay-session=…`, which browsers send back as if it had that name. */
const ofTheConsole = new RegExp(`^[\\s=]*${consoleCookie}\\s*(=|;|$)`);

/**
 * The request's headers as the version gets them: unchanged, host included, without those of the connection and
 * without the console's session, with the usual `x-forwarded-*`. Over TLS the host is the target's own, which its certificate names.
 */
export function forwardedHeaders(
  raw: IncomingMessage,
  toTarget: IncomingHttpHeaders,
  target: string,
): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(toTarget)) {
    if (!ofTheConnection.has(name)) headers[name] = value;
  }
  const cookies = headers.cookie?.split(';').filter((cookie) => !ofTheConsole.test(cookie));
  if (cookies?.length === 0) delete headers.cookie;
  else if (cookies !== undefined) headers.cookie = cookies.join(';').trimStart();
  const { host } = raw.headers;
  const from = raw.socket.remoteAddress ?? 'unknown';
  const before = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = before === undefined ? from : `${before}, ${from}`;
  headers['x-forwarded-proto'] ??= 'http';
  if (host !== undefined) {
    headers['x-forwarded-host'] ??= host;
    if (target.startsWith('http:')) headers.host = host;
  }
  return headers;
}

/** The version's headers as the client gets them: without those of the connection and any console session. */
export function answeredHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const answer: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!ofTheConnection.has(name)) answer[name] = value;
  }
  const cookies = [headers['set-cookie'] ?? []].flat().filter((line) => !ofTheConsole.test(line));
  if (cookies.length > 0) answer['set-cookie'] = cookies;
  else delete answer['set-cookie'];
  return answer;
}

export function hasBody(raw: IncomingMessage): boolean {
  const length = raw.headers['content-length'];
  return raw.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Whether the rest of the body is the client's to send: when as much as may be held lies unread, it is not. */
export function waitsForClient(raw: IncomingMessage): boolean {
  return hasBody(raw) && !raw.complete && raw.readableLength < raw.readableHighWaterMark;
}
