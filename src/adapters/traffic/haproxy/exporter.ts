import { Failure } from '../../../core/failure.ts';
import { type Exposed, parseExposition } from './exposition.ts';

/** What HAProxy has counted of one server since its start. */
export interface Counts {
  /** Answers by class, 2xx to 5xx at 1 to 4; at 0 those of no class. */
  readonly statuses: readonly number[];
  readonly requests: number;
  readonly errors: number;
}

export interface Exported {
  /** Seconds since 1970; a process that started anew counts from nothing. */
  readonly started: number;
  /** By `proxy/server`. */
  readonly servers: ReadonlyMap<string, Counts>;
}

export const nothing: Counts = { statuses: [0, 0, 0, 0, 0], requests: 0, errors: 0 };

const patience = 1000;

/**
 * @param routes the backends that matter
 * @throws Failure metrics-unreachable
 */
export async function readExporter(url: string, routes: ReadonlySet<string>): Promise<Exported> {
  const text = await fetchText(url);
  const exposed = parseExposition(text);
  const started = exposed?.find(({ name }) => name === 'haproxy_process_start_time_seconds')?.value;
  if (exposed === null || started === undefined) {
    throw unreadable(url, 'what answers there is not HAProxy’s exporter');
  }
  return { started, servers: countsIn(exposed, routes) };
}

async function fetchText(address: string): Promise<string> {
  const url = new URL(address);
  url.searchParams.append('scope', 'global');
  url.searchParams.append('scope', 'server');
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patience) });
    const text = await response.text();
    if (response.ok) return text;
    throw unreadable(address, `it answers with status ${response.status}`);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw unreadable(address, 'it does not answer', cause);
  }
}

function unreadable(url: string, reason: string, cause?: unknown): Failure {
  return new Failure(
    'metrics-unreachable',
    `HAProxy’s exporter at ${url} cannot be read: ${reason}. Traffic moves all the same, but its shares and errors are not known. Check \`exporter\` in belay.yml, and that HAProxy has \`http-request use-service prometheus-exporter if { path /metrics }\` there.`,
    { retryable: true, cause },
  );
}

const classes = ['2xx', '3xx', '4xx', '5xx'];
const counted = new Set([
  'haproxy_server_http_responses_total',
  'haproxy_server_connection_errors_total',
  'haproxy_server_response_errors_total',
  'haproxy_server_server_aborts_total',
]);

function countsIn(exposed: readonly Exposed[], routes: ReadonlySet<string>): ReadonlyMap<string, Counts> {
  const values = new Map<string, Map<string, number>>();
  for (const { name, labels, value } of exposed) {
    if (!counted.has(name) || Number.isNaN(value)) continue;
    const proxy = labels['proxy'] ?? '';
    if (!routes.has(proxy)) continue;
    const server = `${proxy}/${labels['server'] ?? ''}`;
    const of = values.get(server) ?? new Map<string, number>();
    of.set(labels['code'] ?? name, value);
    values.set(server, of);
  }
  return new Map([...values].map(([server, of]) => [server, countsOf(of)]));
}

/**
 * A server that refuses is a connection error and no answer; one that hangs or closes is a response error and no
 * answer; one that breaks off in its body is an answer, a response error and a server abort. 1xx announce another
 * answer. (Found by trying, HAProxy 2.6.)
 */
function countsOf(values: ReadonlyMap<string, number>): Counts {
  const value = (name: string) => values.get(name) ?? 0;
  const refused = value('haproxy_server_connection_errors_total');
  const failed = value('haproxy_server_response_errors_total');
  const brokeOff = value('haproxy_server_server_aborts_total');
  const statuses = [value('other'), ...classes.map(value)];
  const answers = statuses.reduce((sum, count) => sum + count, 0);
  const requests = answers + refused + Math.max(0, failed - brokeOff);
  const errors = Math.min(requests, value('5xx') + refused + failed);
  return { statuses, requests, errors };
}
