import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { Failure } from '../../../core/failure.ts';
import { formatDuration } from '../../../core/time.ts';
import type { Finding } from '../../../ports/examine.ts';
import { readExporter } from './exporter.ts';
import { type Facts, gatherFacts, knownBackends, mapName } from './facts.ts';
import { floorKey } from './floor.ts';
import { folderOf, readMapFile } from './map-file.ts';
import { isGone, openProcesses, type Process } from './process.ts';
import type { Served } from './render-config.ts';
import { destinationOf, pinnedName, serverLine, serverOf } from './servers.ts';
import { isTableOf, orderKey, pins, splitKey, wires } from './snippet.ts';
import { parseSplit } from './split-value.ts';

export interface ExaminedHaproxy {
  readonly name: string;
  readonly sockets: readonly string[];
  readonly exporters: readonly string[];
  readonly mapFile: string | null;
  /** What belay.yml lets this router serve. */
  readonly served: readonly Served[];
  readonly clock: () => number;
}

/** A split's end is set on HAProxy's clock, but what happened since a change is told by ours. */
const toleratedSkew = 5000;

/** Looks at every socket and exporter of one router, and at what HAProxy knows of its routes. Never throws. */
export async function examineHaproxy(examined: ExaminedHaproxy): Promise<readonly Finding[]> {
  const { sockets, exporters, mapFile } = examined;
  const found = await Promise.all([
    ...sockets.map((socket) => examineSocket(examined, socket)),
    ...exporters.map((exporter) => examineExporter(examined, exporter)),
    ...(mapFile === null ? [] : [examineMapFile(mapFile)]),
  ]);
  return found.flat();
}

async function examineSocket(examined: ExaminedHaproxy, socket: string): Promise<readonly Finding[]> {
  const about = `HAProxy at ${socket}`;
  try {
    await using behind = await openProcesses(socket);
    const current = behind.processes.filter(({ old }) => !old);
    const found = [];
    for (const process of current) found.push(...(await examineProcess(examined, process, about)));
    if (current.length === 0) {
      const sentence =
        'Its master has no worker, so it serves nobody. Look into its log for why none starts, and start it again.';
      return [{ about, state: 'error', sentence }];
    }
    if (found.length > 0) return found;
    const routes = examined.served.map(({ routing }) => routing.route).join(', ');
    return [{ about, state: 'ok', sentence: `It can be told what to do, and is wired for ${routes}.` }];
  } catch (error) {
    if (isGone(error)) return [];
    return [{ about, state: 'error', sentence: wordsOf(error) }];
  }
}

async function examineProcess(
  { served, mapFile, clock }: ExaminedHaproxy,
  process: Process,
  about: string,
): Promise<readonly Finding[]> {
  const info = await process.ask('show info');
  const [, version = null] = /^Version: (\S+)/m.exec(info) ?? [];
  const finding = (state: Finding['state'], sentence: string): Finding => ({ about, state, sentence });
  if (version === null) {
    return [
      finding(
        'error',
        'What answers there is not a HAProxy that Belay can speak to, so no traffic can be moved. Set `socket` in belay.yml to its stats socket.',
      ),
    ];
  }
  if (!isRecent(version)) {
    return [
      finding(
        'error',
        `It is HAProxy ${version}, which lacks what Belay’s lines need, so no traffic can be split. Install HAProxy 2.6 or later.`,
      ),
    ];
  }
  const level = await process.ask('show cli level');
  if (!/^admin\b/.test(level)) {
    return [
      finding(
        'error',
        `Its socket has level ${/^(user|operator)\b/.exec(level)?.[0] ?? 'unknown'}, so Belay can look and not order. Add \`level admin\` to its \`stats socket\` line and reload it.`,
      ),
    ];
  }
  const findings: Finding[] = [];
  for (const one of served) {
    const facts = await gatherFacts(process, one.routing.route, mapFile, clock);
    const sentences = [
      ...(await examineRoute(process, facts, one)),
      ...(await outOfStep(facts, one, mapFile)),
    ];
    findings.push(...sentences.map((sentence) => finding('error', sentence)));
    const skew = findings.length === 0 && facts.now !== null ? Math.abs(facts.now - clock()) : 0;
    if (skew > toleratedSkew && one === served[0]) {
      findings.push(
        finding(
          'warning',
          `Its clock is ${formatDuration(skew)} away from this machine’s: leases hold, since they end by HAProxy’s clock, but times in logs do not match. Set both clocks by NTP.`,
        ),
      );
    }
  }
  return findings;
}

/** What is missing for a route, in sentences; none when it is wired. */
async function examineRoute(process: Process, facts: Facts, one: Served): Promise<readonly string[]> {
  const { routing, versions } = one;
  const { route } = routing;
  if (facts.servers === null) {
    const known = (await knownBackends(process)).map((name) => `\`${name}\``).join(', ');
    return [
      `It has no backend \`${route}\` (it knows ${known === '' ? 'none with servers' : known}), so traffic of ${route} cannot be moved. Add the lines of \`npx belay config haproxy\`, or say the backend’s name as \`traffic.route\`.`,
    ];
  }
  const missing = await missingServers(facts, one);
  const wiring = facts.tables.some((table) => wires(table, routing));
  const outdated = facts.tables.some((table) => isTableOf(route, table));
  return [
    ...(wiring
      ? []
      : [
          outdated
            ? `Its lines for ${route} are not those of this belay.yml: cookie, header, segments or Belay itself changed, so no split is possible. Replace them by those of \`npx belay config haproxy\` and reload it.`
            : `It lacks the lines of Belay in \`backend ${route}\`, so no split is possible. Add those of \`npx belay config haproxy\` and reload it.`,
        ]),
    ...(facts.map === null ||
    ![splitKey(route), floorKey(route), orderKey(route)].every((key) => facts.entries.has(key))
      ? [
          `Its map \`${mapName}\` has no entries for ${route}, so after a start it does not know who is stable. Write the file with \`npx belay config haproxy --map\` and reload it.`,
        ]
      : []),
    ...(missing.length === 0
      ? []
      : [
          `\`backend ${route}\` lacks servers for ${versions.length === missing.length ? 'all versions' : 'some versions'}, which therefore cannot be released. Add: ${missing.map((line) => `\`${line}\``).join(', ')}.`,
        ]),
  ];
}

/** Says that HAProxy would do something else after a reload than it does now. */
async function outOfStep(
  facts: Facts,
  { routing: { route } }: Served,
  mapFile: string | null,
): Promise<readonly string[]> {
  const live = facts.entries.get(splitKey(route));
  if (mapFile === null || live === undefined) return [];
  const file = await readMapFile(mapFile).catch(() => null);
  const held = file?.get(splitKey(route));
  if (file === null || held === live) return [];
  const until = parseSplit(held)?.until ?? 0;
  const reload =
    until > (facts.now ?? 0) && held !== undefined
      ? `a reload before ${new Date(until).toISOString()} brings back the split it holds`
      : 'a reload does not go on with what HAProxy does now';
  return [
    `It follows one order about ${route}, and the map file ${mapFile} holds something else: ${reload}. Let Belay write in ${folderOf(mapFile)}; until then do not reload it, or write the file anew with \`npx belay config haproxy --map\`.`,
  ];
}

async function missingServers(facts: Facts, { routing, versions }: Served): Promise<readonly string[]> {
  const servers = facts.servers ?? [];
  const lines = await Promise.all(
    versions.map(async (target) => {
      const found = serverOf(servers, target, await destinationOf(target));
      if (found === null) return [serverLine(target)];
      const twin = pinnedName(found.name);
      const lacks = pins(routing) && !servers.some(({ name }) => name === twin);
      return lacks ? [serverLine(target, twin)] : [];
    }),
  );
  return lines.flat();
}

async function examineExporter({ served }: ExaminedHaproxy, exporter: string): Promise<readonly Finding[]> {
  const about = `HAProxy's exporter at ${exporter}`;
  try {
    const routes = served.map(({ routing }) => routing.route);
    const { servers } = await readExporter(exporter, new Set(routes));
    const lost = routes.filter((route) => ![...servers.keys()].some((key) => key.startsWith(`${route}/`)));
    if (lost.length === 0) return [{ about, state: 'ok', sentence: 'It counts what the versions answer.' }];
    const sentence = `It counts nothing of ${lost.join(', ')}, so their shares and errors are not known. Set \`exporter\` to the one of the HAProxy that serves them.`;
    return [{ about, state: 'error', sentence }];
  } catch (error) {
    return [{ about, state: 'error', sentence: wordsOf(error) }];
  }
}

async function examineMapFile(mapFile: string): Promise<readonly Finding[]> {
  const about = `Map file ${mapFile}`;
  try {
    await access(folderOf(mapFile), constants.W_OK | constants.X_OK);
    return [{ about, state: 'ok', sentence: 'Belay can write it, so a split outlives a reload of HAProxy.' }];
  } catch {
    const sentence = `Belay cannot write in ${folderOf(mapFile)}, so a reload of HAProxy returns a split to stable until the next look. Permit it, or leave \`map_file\` out.`;
    return [{ about, state: 'warning', sentence }];
  }
}

/** 2.6 is the first of which the lines are known to work. */
function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 6);
}

function wordsOf(error: unknown): string {
  return error instanceof Failure ? error.message : `It could not be examined: ${String(error)}.`;
}
