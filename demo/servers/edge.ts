import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startHaproxyWith } from './haproxy-with.ts';
import { printHaproxy } from './print-haproxy.ts';

/** A backend, and the port at which its visitors come in. */
export interface EdgeService {
  readonly name: string;
  readonly port: number;
}

/** One HAProxy before several services. */
export interface Edge {
  /** What belay.yml says of it. */
  readonly router: Readonly<Record<string, unknown>>;
  /** @param file the belay.yml that has this router, from which Belay prints HAProxy's sections */
  start(file: string, services: readonly EdgeService[]): Promise<AsyncDisposable>;
}

export async function planEdge(): Promise<Edge> {
  const folder = mkdtempSync(join(tmpdir(), 'belay-edge-'));
  const exporter = await freePort();
  return {
    router: {
      kind: 'haproxy',
      socket: join(folder, 'admin.sock'),
      exporter: `http://127.0.0.1:${exporter}/metrics`,
      map_file: join(folder, 'belay.map'),
    },
    async start(file, services) {
      const text = haproxyConfiguration(folder, exporter, services, printHaproxy(file));
      const server = await startHaproxyWith(folder, text, printHaproxy(file, '--map'));
      return {
        async [Symbol.asyncDispose]() {
          await server[Symbol.asyncDispose]();
          rmSync(folder, { recursive: true, force: true });
        },
      };
    },
  };
}

function haproxyConfiguration(
  folder: string,
  exporter: number,
  services: readonly EdgeService[],
  printed: string,
): string {
  const frontends = services.map(
    ({ name, port }) => `frontend visitors-${name}
    bind 127.0.0.1:${port}
    default_backend ${name}`,
  );
  return `global
    stats socket ${folder}/admin.sock mode 600 level admin
    hard-stop-after 1s
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 30s
${frontends.join('\n')}
frontend exporter
    bind 127.0.0.1:${exporter}
    http-request use-service prometheus-exporter if { path /metrics }
${printed}
`;
}
