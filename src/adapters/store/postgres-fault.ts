const NOTHING = 'Until it is reached nothing can be recorded, and no rollout starts.';

interface Place {
  readonly host: string;
  readonly user: string;
  readonly database: string;
}

/** Why a PostgreSQL could not be used, and the next step, as a sentence without the password. */
export function postgresFault(error: unknown, { host, user, database }: Place): string {
  const { code, message } = partsOf(error);
  if (code === '28P01')
    return `It refuses ${user} with this password, or has no such user. Check user and password in DATABASE_URL, and that signs like @ and / in them are percent-encoded.`;
  if (/password must be a (non-empty )?string/i.test(message))
    return `It wants a password of ${user}, and DATABASE_URL has none. Write postgres://user:password@host/database.`;
  if (/no encryption|SSL off/i.test(message))
    return 'It lets this machine in over TLS only. Add ?sslmode=verify-full to DATABASE_URL, and &sslrootcert=/path/to/ca.pem when the system does not know who signed its certificate.';
  if (/pg_hba\.conf/i.test(message))
    return `Its pg_hba.conf does not let ${user} in from this machine to ${database} (${message}). Add a line for them and reload the server.`;
  if (code === '28000')
    return `It does not let ${user} in (${message}). Check the user in DATABASE_URL: CREATE ROLE ${user} LOGIN makes one.`;
  if (code === '3D000')
    return `It has no database ${database}. Make one, CREATE DATABASE ${database} OWNER ${user}, or correct the name in DATABASE_URL.`;
  if (code === '42501')
    return `${user} may not use ${database}: GRANT CONNECT ON DATABASE ${database} TO ${user}.`;
  if (code === '53300')
    return 'It has no connection left. Raise max_connections, or see who holds them: SELECT * FROM pg_stat_activity.';
  if (code === '57P03') return `It is starting or stopping (${message}). Wait for it. ${NOTHING}`;
  if (/unsupported startup parameter/i.test(message))
    return 'A pooler stands before it that refuses settings of a session (options). Give DATABASE_URL the server itself: queues need sessions of their own to listen for jobs.';
  if (/does not support SSL/i.test(message))
    return 'It speaks without TLS, and DATABASE_URL asks for TLS. Set ssl = on at the server, or, on a network you trust, leave sslmode out of DATABASE_URL.';
  if (/CERT|SELF_SIGNED|ISSUER/.test(code))
    return `Its certificate is not trusted (${message}). Add sslrootcert=/path/to/ca.pem to DATABASE_URL, and check that the certificate carries the name ${host}.`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `There is no machine named ${host}: check the host in DATABASE_URL, and the name server. ${NOTHING}`;
  if (code === 'ECONNREFUSED')
    return `Nothing listens there: check that PostgreSQL runs, and host and port in DATABASE_URL. ${NOTHING}`;
  return `It cannot be used (${message === '' ? code : message}): check host and port in DATABASE_URL, and what is between. ${NOTHING}`;
}

function partsOf(error: unknown): { readonly code: string; readonly message: string } {
  // A name with several addresses fails once for each of them.
  if (error instanceof AggregateError && error.message === '') return partsOf(error.errors[0]);
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message: error.message };
}
