import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate for 127.0.0.1 and localhost that vouches for itself, made by openssl in the folder. */
export function selfSigned(dir: string): Certificate {
  const made = { cert: join(dir, 'server.crt'), key: join(dir, 'server.key') };
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '30', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
      ...['-keyout', made.key, '-out', made.cert],
    ],
    { stdio: 'ignore' },
  );
  return made;
}
