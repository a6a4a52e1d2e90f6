import { globSync } from 'node:fs';

/** Programs of the servers that teams run; a Sentinel is a `redis-server` started with `--sentinel`. */
export type Program =
  | 'redis-server'
  | 'initdb'
  | 'postgres'
  | 'haproxy'
  | 'prometheus'
  | 'promtool'
  | 'alertmanager'
  | 'chromium'
  | 'bwrap'
  | 'shellcheck'
  | 'curl'
  | 'jq'
  | 'wrk';

const folders = [
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/opt/homebrew/bin',
  '/opt/homebrew/sbin',
];
const ofPostgres = [
  '/usr/lib/postgresql/*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/pgsql/bin',
  '/usr/bin',
];

const places: Readonly<Record<Program, readonly string[]>> = {
  'redis-server': inEach(folders, 'redis-server'),
  initdb: inEach(ofPostgres, 'initdb'),
  postgres: inEach(ofPostgres, 'postgres'),
  haproxy: inEach(folders, 'haproxy'),
  prometheus: inEach(folders, 'prometheus'),
  promtool: inEach(folders, 'promtool'),
  alertmanager: [...inEach(folders, 'prometheus-alertmanager'), ...inEach(folders, 'alertmanager')],
  chromium: [...inEach(folders, 'chromium'), ...inEach(folders, 'chromium-browser')],
  bwrap: inEach(folders, 'bwrap'),
  shellcheck: inEach(folders, 'shellcheck'),
  curl: inEach(folders, 'curl'),
  jq: inEach(folders, 'jq'),
  wrk: inEach(folders, 'wrk'),
};

/** Where a program is installed; null when it is not. The newest of several versions. */
export function programAt(program: Program): string | null {
  return (
    places[program].map((pattern) => globSync(pattern).sort().at(-1)).find((path) => path !== undefined) ??
    null
  );
}

/** Like `programAt`, for what has been asked before. */
export function installed(program: Program): string {
  const path = programAt(program);
  if (path === null) throw new Error(`${program} is not installed on this machine.`);
  return path;
}

function inEach(roots: readonly string[], name: string): readonly string[] {
  return roots.map((root) => `${root}/${name}`);
}
