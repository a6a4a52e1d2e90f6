import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const template = fileURLToPath(new URL('belay.yml', import.meta.url));

/** Ports of the demo as its belay.yml names them, and the ones that were free on this machine. */
export interface DemoPorts {
  readonly console: number;
  readonly shop: number;
  readonly versions: Readonly<Record<'v1' | 'v2' | 'v3', number>>;
}

const usual: DemoPorts = { console: 7070, shop: 8080, versions: { v1: 4101, v2: 4102, v3: 4103 } };

/** The usual ports where they are free, any others where they are not. */
export async function freePorts(): Promise<DemoPorts> {
  const [consolePort, shop, v1, v2, v3] = [
    await freePort(usual.console),
    await freePort(usual.shop),
    await freePort(usual.versions.v1),
    await freePort(usual.versions.v2),
    await freePort(usual.versions.v3),
  ];
  return { console: consolePort, shop, versions: { v1, v2, v3 } };
}

async function freePort(wanted: number): Promise<number> {
  return (await listens(wanted)) ?? (await listens(0)) ?? wanted;
}

/** @returns the port that could be opened, and is closed again */
async function listens(port: number): Promise<number | null> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(null));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      const opened = typeof address === 'object' && address !== null ? address.port : null;
      probe.close(() => resolve(opened));
    });
  });
}

/** demo/belay.yml with this machine's ports in it. */
export function demoConfiguration(ports: DemoPorts): string {
  return readFileSync(template, 'utf8')
    .replace('$schema=../docs', `$schema=${fileURLToPath(new URL('../docs', import.meta.url))}`)
    .replace(`:${usual.shop}"`, `:${ports.shop}"`)
    .replace(`:${usual.versions.v1}`, `:${ports.versions.v1}`)
    .replace(`:${usual.versions.v2}`, `:${ports.versions.v2}`)
    .replace(`:${usual.versions.v3}`, `:${ports.versions.v3}`);
}
