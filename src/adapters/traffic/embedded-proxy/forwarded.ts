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

/**
 * The request's headers as the version gets them: unchanged, host included, without those of the connection and
 * with the usual `x-forwarded-*`. Over TLS the host is the target's own, which its certificate names.
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

/** The version's headers as the client gets them: unchanged, without those of the connection. */
export function answeredHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheConnection.has(name)));
}

export function hasBody(raw: IncomingMessage): boolean {
  const length = raw.headers['content-length'];
  return raw.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
