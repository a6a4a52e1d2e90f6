import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where on this machine the parts of docker-compose.yml are. */
export interface Whereabouts {
  readonly versions: Readonly<Record<'v1' | 'v2' | 'v3', number>>;
  /** Port of the shop that visitors come to. */
  readonly shop: number;
  /** Port of HAProxy's exporter. */
  readonly exporter: number;
  /** Address of Prometheus, when a file names it. */
  readonly prometheus?: string;
  /** Folder of HAProxy's admin socket and map. */
  readonly haproxyFolder: string;
}

/** Files that docker-compose.yml mounts; written with its host names. */
export type SharedFile = 'belay.yml' | 'haproxy.cfg' | 'prometheus.yml';

/** A file of docker-compose.yml with this machine's addresses in it. */
export function onThisMachine(file: SharedFile, where: Whereabouts): string {
  const { versions, shop, exporter, prometheus, haproxyFolder } = where;
  const places: readonly (readonly [string, string])[] = [
    ['shop-v1:4101', `127.0.0.1:${versions.v1}`],
    ['shop-v2:4102', `127.0.0.1:${versions.v2}`],
    ['shop-v3:4103', `127.0.0.1:${versions.v3}`],
    ['bind :8080', `bind 127.0.0.1:${shop}`],
    ['bind :8405', `bind 127.0.0.1:${exporter}`],
    ['haproxy:8405', `127.0.0.1:${exporter}`],
    ['http://prometheus:9090', prometheus ?? 'http://prometheus:9090'],
    ['/var/lib/haproxy', haproxyFolder],
    ['$schema=../../docs', `$schema=${join(import.meta.dirname, '..', '..', 'docs')}`],
  ];
  return places.reduce(
    (text, [written, here]) => text.replaceAll(written, here),
    readFileSync(join(import.meta.dirname, file), 'utf8'),
  );
}
