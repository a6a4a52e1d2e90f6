import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installed } from '../../../demo/servers/programs.ts';
import { type PrometheusServer, startPrometheus } from '../../../demo/servers/prometheus.ts';

const minute = 60_000;

/** A counter of requests by code and version that grew evenly, one sample a minute, up to now. */
export interface Grown {
  /** `service="shop",version="v1",code="200"` */
  readonly labels: string;
  readonly perMinute: number;
  /** Since how long ago; and until how long ago, now when left out. */
  readonly from: number;
  readonly until?: number;
}

/** A real Prometheus that remembers days, in which `hits_total` grew as told; nothing is scraped. */
export async function startWithHistory(
  grown: readonly Grown[],
  flags: readonly string[] = ['--storage.tsdb.retention.time=60d'],
): Promise<PrometheusServer> {
  return startPrometheus('scrape_configs: []\n', flags, (data) => {
    const dir = mkdtempSync(join(tmpdir(), 'belay-history-'));
    const file = join(dir, 'history.txt');
    writeFileSync(file, history(grown, Date.now()));
    execFileSync(installed('promtool'), ['tsdb', 'create-blocks-from', 'openmetrics', '-q', file, data]);
    rmSync(dir, { recursive: true });
  });
}

function history(grown: readonly Grown[], now: number): string {
  const lines = grown.flatMap(({ labels, perMinute, from, until = 0 }) => {
    const minutes = Math.floor((from - until) / minute);
    return Array.from({ length: minutes + 1 }, (_, index) => {
      const at = now - from + index * minute;
      return `hits_total{${labels}} ${index * perMinute} ${(at / 1000).toFixed(3)}`;
    });
  });
  return ['# TYPE hits counter', ...lines, '# EOF', ''].join('\n');
}
