import { z } from 'zod';
import { fileSettings, withFiles } from './secret-files.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const Variables = z.object({
  BELAY_CONFIG: z.string().default('belay.yml'),
  BELAY_DATA: z.string().default('.belay'),
  BELAY_HOST: z.string().regex(/^\S+$/, 'is a host name or address, such as 127.0.0.1').default('127.0.0.1'),
  BELAY_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'is a port between 0 and 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'is a port between 0 and 65535')
    .default(7070),
  BELAY_URL: z.url({ protocol: /^https?$/, error: 'is an address such as http://127.0.0.1:7070' }).optional(),
  BELAY_TOKEN: z.string().optional(),
  BELAY_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'is an address such as https://belay.example.com' })
    .optional(),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'is an address such as postgres://user@host:5432/belay' })
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?(\+(sentinel|cluster))?:\/\//, 'is an address such as redis://host:6379')
    .optional(),
  BELAY_SESSION_KEY: z.string().min(32, 'has at least 32 characters').optional(),
  BELAY_HEALTH_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'is a port between 1 and 65535')
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, 'is a port between 1 and 65535')
    .optional(),
  BELAY_LOG_LEVEL: z.enum(levels, `is one of ${levels.join(', ')}`).default('info'),
  NO_COLOR: z.string().optional(),
});

/** Everything that is read of the environment. */
export const variableNames: readonly string[] = [
  ...Object.keys(Variables.shape),
  ...fileSettings.map((name) => `${name}_FILE`),
];

/** What the process is told from outside. Everything else stands in belay.yml. */
export interface Env {
  readonly config: string;
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** Where the terminal finds the server; null when not set. */
  readonly url: string | null;
  /** The console's address on this machine, as host and port make it. */
  readonly consoleUrl: string;
  /** The console's address as people type it, when that is another one: behind a proxy, or from other machines. */
  readonly publicUrl: string | null;
  /** The terminal client's token; null when not set. */
  readonly token: string | null;
  /** The PostgreSQL server that bots and workers share; null keeps everything in the data folder. */
  readonly databaseUrl: string | null;
  /** The Redis that carries the queues; null leaves them to the database. */
  readonly redisUrl: string | null;
  /** Signs sessions where several bots must accept each other's; null uses the data folder's own key. */
  readonly sessionKey: string | null;
  /** Where a worker, which has no console, says that it is alive; null for nowhere. */
  readonly healthPort: number | null;
  readonly logLevel: (typeof levels)[number];
  readonly color: boolean;
}

export type EnvResult =
  | { readonly kind: 'env'; readonly env: Env }
  | { readonly kind: 'invalid'; readonly sentences: readonly string[] };

/** What may hold a password is never repeated. */
const secretVariables: ReadonlySet<string> = new Set([
  'BELAY_TOKEN',
  'BELAY_SESSION_KEY',
  'DATABASE_URL',
  'REDIS_URL',
]);

/** An empty variable counts as not set. No secret is part of a sentence. */
export function readEnv(
  given: Readonly<Record<string, string | undefined>>,
  readFile: (file: string) => string,
): EnvResult {
  const { variables, sentences: unread } = withFiles(given, readFile);
  if (unread.length > 0) return { kind: 'invalid', sentences: unread };
  const set = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Variables.safeParse(set);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const quoted = secretVariables.has(name) ? 'what is set' : `"${String(set[name])}"`;
      return `${name} ${issue.message}, not ${quoted}.`;
    });
    return { kind: 'invalid', sentences };
  }
  const found = parsed.data;
  return {
    kind: 'env',
    env: {
      config: found.BELAY_CONFIG,
      data: found.BELAY_DATA,
      host: found.BELAY_HOST,
      port: found.BELAY_PORT,
      url: found.BELAY_URL?.replace(/\/$/, '') ?? null,
      consoleUrl: localUrl(found.BELAY_HOST, found.BELAY_PORT),
      publicUrl: found.BELAY_PUBLIC_URL?.replace(/\/$/, '') ?? null,
      token: found.BELAY_TOKEN ?? null,
      databaseUrl: found.DATABASE_URL ?? null,
      redisUrl: found.REDIS_URL ?? null,
      sessionKey: found.BELAY_SESSION_KEY ?? null,
      healthPort: found.BELAY_HEALTH_PORT ?? null,
      logLevel: found.BELAY_LOG_LEVEL,
      color: found.NO_COLOR === undefined,
    },
  };
}

/** A server that listens on every address is reached on the loopback one. */
function localUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
