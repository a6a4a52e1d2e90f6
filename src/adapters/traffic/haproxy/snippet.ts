import { createHash } from 'node:crypto';
import type { Routing, Target } from '../../../core/rollout/plan.ts';
import { announcedKey, floorFields, floorKey, formatFloor } from './floor.ts';
import { formatRecord } from './order-record.ts';
import { digestOf, segmentEntries } from './segment-entries.ts';
import { pinnedName, serverLine, serverName } from './servers.ts';
import { fields, formatSplit } from './split-value.ts';

/** What a generated part of HAProxy's configuration depends on. */
export type Wiring = Pick<Routing, 'route' | 'sticky' | 'header' | 'segments'>;

/** Where the map file lies unless belay.yml says otherwise. */
export const usualMapFile = '/etc/haproxy/belay.map';

export function splitKey(route: string): string {
  return `${route}/split`;
}

export function orderKey(route: string): string {
  return `${route}/order`;
}

/** Whether a route has requests that must be counted apart. */
export function pins({ header, segments }: Pick<Wiring, 'header' | 'segments'>): boolean {
  return header !== null || segments.length > 0;
}

/**
 * The stick table's name says which lines HAProxy was started with: a digest each of the cookie, the header and the
 * segments, `0` for none.
 */
export function tableName({ route, sticky, header, segments }: Wiring): string {
  const said = segments.map((segment) => [segment.name, segment.header.toLowerCase()]);
  const parts = [sticky?.cookie ?? null, header?.toLowerCase() ?? null, said.length === 0 ? null : said];
  return [tablePrefix(route), ...parts.map(shortDigest)].join('-');
}

export function tablePrefix(route: string): string {
  return `belay-${route}-2`;
}

/** Whether a table belongs to a route's lines as any Belay wrote them, to tell old lines from none. */
export function isTableOf(route: string, table: string): boolean {
  const start = `belay-${route}-`;
  return table.startsWith(start) && /^\d+(-[0-9a-f]+){3}$/.test(table.slice(start.length));
}

function shortDigest(part: unknown): string {
  if (part === null) return '0';
  return createHash('sha256').update(JSON.stringify(part)).digest('hex').slice(0, 6);
}

/** Whether the lines HAProxy has serve what an order asks; more than it asks does no harm. */
export function wires(table: string, wiring: Wiring): boolean {
  const prefix = `${tablePrefix(wiring.route)}-`;
  if (!table.startsWith(prefix)) return false;
  const has = table.slice(prefix.length).split('-');
  const needs = tableName(wiring).slice(prefix.length).split('-');
  return needs.every((need, index) => need === '0' || need === has[index]);
}

/**
 * Lines for the route's backend. They do what `src/core/traffic/allocate.ts` does, of which the map alone is
 * changed while HAProxy runs. The draw is the sequence of `src/core/traffic/bucket.ts`.
 */
export function backendLines(wiring: Wiring, mapFile: string): readonly string[] {
  const { route, sticky } = wiring;
  const field = (name: keyof typeof fields) => `var(txn.belay_split),field(${fields[name]},|)`;
  const request = 'http-request set-var';
  return [
    `${request}(txn.belay_split) str(${splitKey(route)}),map_str(${mapFile})`,
    `${request}(txn.belay_floor) str(${floorKey(route)}),map_str(${mapFile})`,
    `${request}(txn.belay_now) date(0,ms)`,
    `${request}(txn.belay_left) ${field('until')},sub(txn.belay_now)`,
    `${request}(txn.belay_least) var(txn.belay_floor),field(${floorFields.fence},|)`,
    `${request}(txn.belay_above) ${field('fence')},sub(txn.belay_least)`,
    'acl belay_overtaken var(txn.belay_above) -m int lt 0',
    `${request}(txn.belay_left) int(0) if belay_overtaken`,
    'acl belay_live var(txn.belay_left) -m int gt 0',
    'acl belay_open var(txn.belay_cohort) -m str weight',
    'acl belay_by_name var(txn.belay_cohort) -m str header',
    'acl belay_bucket_known var(txn.belay_bucket) -m found',
    'acl belay_new var(txn.belay_new) -m found',
    'acl belay_canary var(txn.belay_below) -m int lt 0',
    `acl belay_sticky ${field('sticky')} -m int gt 0`,
    `${request}(txn.belay_server) ${field('stableServer')}`,
    `${request}(txn.belay_server) var(txn.belay_floor),field(${floorFields.server},|) if belay_overtaken`,
    `${request}(txn.belay_cohort) str(weight) if belay_live`,
    `${request}(txn.belay_weight) ${field('weight')} if belay_live`,
    ...headerLines(wiring, field),
    ...wiring.segments.flatMap((segment, index) => segmentLines(wiring, segment, index, mapFile)),
    ...(sticky === null
      ? []
      : [
          `acl belay_cookie_valid req.cook(${sticky.cookie}) -m reg ^[0-9]{6}$`,
          `${request}(txn.belay_bucket) req.cook(${sticky.cookie}),add(0) if belay_live !belay_by_name belay_sticky belay_cookie_valid`,
        ]),
    `http-request track-sc2 var(txn.belay_cohort) table ${tableName(wiring)} if belay_live !belay_by_name !belay_bucket_known`,
    `${request}(txn.belay_new) int(1) if belay_live !belay_by_name !belay_bucket_known`,
    `${request}(txn.belay_bucket) sc_inc_gpc0(2),and(2147483647),mul(2654435769),and(4294967295),mul(1000000),div(4294967296) if belay_new`,
    `${request}(txn.belay_below) var(txn.belay_bucket),sub(txn.belay_weight) if belay_bucket_known`,
    `${request}(txn.belay_server) ${field('canaryServer')} if belay_live belay_open belay_canary`,
    ...(pins(wiring)
      ? [
          `${request}(txn.belay_server) ${field('canaryPinned')} if belay_live !belay_open belay_canary`,
          `${request}(txn.belay_server) ${field('stablePinned')} if belay_live !belay_open !belay_canary`,
        ]
      : []),
    ...(sticky === null
      ? []
      : [
          `http-response add-header Set-Cookie "${sticky.cookie}=%[var(txn.belay_bucket),add(1000000),concat(),bytes(1,6)]; Max-Age=%[${field('sticky')}]; Path=/; HttpOnly; SameSite=Lax" if belay_new belay_sticky`,
        ]),
    'no option persist',
    'use-server %[var(txn.belay_server)] if { var(txn.belay_server) -m found }',
  ];
}

function headerLines({ header }: Wiring, field: (name: keyof typeof fields) => string): readonly string[] {
  if (header === null) return [];
  const request = 'http-request set-var';
  return [
    `${request}(txn.belay_canary_version) ${field('canaryVersion')}`,
    `${request}(txn.belay_stable_version) ${field('stableVersion')}`,
    `acl belay_names_canary req.fhdr(${header}),strcmp(txn.belay_canary_version) eq 0`,
    `acl belay_names_stable req.fhdr(${header}),strcmp(txn.belay_stable_version) eq 0`,
    `${request}(txn.belay_below) int(-1) if belay_live belay_names_canary`,
    `${request}(txn.belay_cohort) str(header) if belay_live belay_names_canary`,
    `${request}(txn.belay_cohort) str(header) if belay_live belay_names_stable`,
  ];
}

/** The first segment that matches gives its weight and its own sequence of draws; later ones find the cohort taken. */
function segmentLines(
  { route }: Wiring,
  { name, header }: Routing['segments'][number],
  index: number,
  mapFile: string,
): readonly string[] {
  const hex = `txn.belay_hex_${index}`;
  const share = `txn.belay_share_${index}`;
  const found = `belay_in_segment_${index}`;
  const request = 'http-request set-var';
  return [
    `acl ${found} var(${share}) -m found`,
    `${request}(${hex}) req.fhdr(${header}),hex if belay_live belay_open`,
    `${request}(${share}) str(${route}/segment/${name}/),concat(,${hex}),map_str(${mapFile}) if belay_live belay_open`,
    `${request}(txn.belay_weight) var(${share}) if ${found}`,
    `${request}(txn.belay_cohort) str(segment:${name}) if ${found}`,
  ];
}

/** A backend of its own, which serves nothing, for the counter of each cohort. */
export function tableLines(wiring: Wiring): readonly string[] {
  const size = Math.max(16, wiring.segments.length + 1);
  return [`backend ${tableName(wiring)}`, `    stick-table type string len 128 size ${size} store gpc0`];
}

export function serverLines(wiring: Wiring, versions: readonly Target[], stable: Target): readonly string[] {
  return versions.flatMap((target) => {
    const weight = target.version === stable.version ? 100 : 0;
    const name = serverName(target.version);
    const twin = serverLine(target, pinnedName(name));
    return [serverLine(target, name, weight), ...(pins(wiring) ? [twin] : [])];
  });
}

/** The map file before the first order: everybody on stable. */
export function initialMap(wiring: Wiring & Pick<Routing, 'lease'>, stable: Target): readonly string[] {
  const { route, segments, lease } = wiring;
  const server = serverName(stable.version);
  const pinned = pins(wiring) ? pinnedName(server) : server;
  const side = { version: stable.version, server, pinned };
  const split = formatSplit({ until: 0, weight: 0, canary: null, stable: side, sticky: 0, fence: 0 });
  const entries = segmentEntries(route, segments);
  const order = formatRecord({
    wanted: { kind: 'stable', stable },
    fence: 0,
    lease,
    until: null,
    changed: 0,
    split,
    segments: digestOf(entries),
    initial: true,
  });
  const lines = [...entries].map(([key, value]) => `${key} ${value}`);
  const floor = formatFloor({ fence: 0, server });
  return [
    `${splitKey(route)} ${split}`,
    `${floorKey(route)} ${floor}`,
    `${announcedKey(route)} 0`,
    `${orderKey(route)} ${order}`,
    ...lines,
  ];
}
