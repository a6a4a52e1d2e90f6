import type { Failure } from '../../../core/failure.ts';
import type { Routing, Target } from '../../../core/rollout/plan.ts';
import type { Wanted } from '../../../core/rollout/wanted.ts';
import { carryOut } from './carry-out.ts';
import { type Facts, gatherFacts, knownBackends, mapName, refused } from './facts.ts';
import { refuseOvertaken } from './overtaken.ts';
import { type Found, isServing, type PlannedOrder, planOrder } from './plan-order.ts';
import type { Process } from './process.ts';
import { type Destination, leadsTo, pinnedName, type Server, serverLine, serverOf } from './servers.ts';
import { isTableOf, orderKey, pins, wires } from './snippet.ts';

export interface Asked {
  readonly routing: Routing;
  readonly wanted: Wanted;
  readonly fence: number;
  readonly stable: Destination;
  /** Null unless a split is wanted. */
  readonly canary: Destination | null;
}

export interface Given extends PlannedOrder {
  readonly facts: Facts;
  /** Names of the servers by version. */
  readonly servers: readonly (readonly [version: string, server: string])[];
}

/** How often an order is given anew after an older one was written over it. */
const attempts = 3;

/**
 * Gives one process an order and sees that it took every part of it.
 * @returns null for a process of before a reload that never had an order, so that it splits nothing
 * @param clock milliseconds since 1970, for a HAProxy that does not tell its own
 * @throws Failure router-refused, router-unreachable
 */
export async function giveOrder(
  process: Process,
  asked: Asked,
  mapFile: string | null,
  clock: () => number,
): Promise<Given | null> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const given = await giveOnce(process, asked, mapFile, clock);
    if (given === null || given.stands) return given;
  }
  throw refused(
    `HAProxy at ${process.name} is given older orders about ${asked.routing.route} again and again, so that of fence ${asked.fence} does not stand; it is given again. Look which Belay processes use this HAProxy.`,
  );
}

async function giveOnce(
  process: Process,
  asked: Asked,
  mapFile: string | null,
  clock: () => number,
): Promise<(Given & { stands: boolean }) | null> {
  const { routing, wanted, fence } = asked;
  const facts = await gatherFacts(process, routing.route, mapFile, clock);
  if (process.old && !facts.entries.has(orderKey(routing.route))) return null;
  refuseOvertaken(process.name, facts.entries, routing.route, fence);
  const now = facts.now ?? clock();
  const map = await checkKnown(process, facts, asked);
  const stable = {
    server: serverFor(process, facts, routing, wanted.stable, asked.stable),
    destination: asked.stable,
  };
  const canary =
    wanted.kind === 'split' && asked.canary !== null
      ? { server: serverFor(process, facts, routing, wanted.canary, asked.canary), destination: asked.canary }
      : null;
  if (canary !== null && pins(routing)) {
    for (const { server } of [stable, canary]) checkTwin(process, facts, routing.route, server);
  }
  const misled = [stable, canary].find((one) => one !== null && isMisled(facts, routing.route, one, now));
  if (misled && wanted.kind === 'split') throw elsewhere(process, routing.route, misled);
  const planned = planOrder(facts, map, { routing, wanted, fence, stable, canary }, now);
  const stands = await carryOut(process, map, planned, { route: routing.route, fence });
  if (misled && misled.destination.addresses.length > 0) throw elsewhere(process, routing.route, misled);
  const servers = [
    [wanted.stable.version, stable.server.name] as const,
    ...(wanted.kind === 'split' && canary !== null
      ? [[wanted.canary.version, canary.server.name] as const]
      : []),
  ];
  return { ...planned, facts, servers, stands };
}

/** A split needs the generated lines; going to stable is done with whatever there is. */
async function checkKnown(process: Process, facts: Facts, { routing, wanted }: Asked): Promise<string> {
  const { route } = routing;
  if (facts.servers === null) {
    const known = (await knownBackends(process)).map((one) => `\`${one}\``).join(', ');
    throw refused(
      `HAProxy at ${process.name} has no backend \`${route}\`; it knows ${known === '' ? 'none with servers' : known}. Add \`backend ${route}\` with the lines of \`npx belay config haproxy\`, or say its name as \`traffic.route\`.`,
    );
  }
  if (facts.map === null) {
    throw refused(
      `HAProxy at ${process.name} has no map \`${mapName}\`, so it cannot be told how to split ${route}. Add the lines of \`npx belay config haproxy\` to its configuration and reload it.`,
    );
  }
  if (wanted.kind === 'split' && !/^admin\b/.test(await process.ask('show cli level'))) {
    throw refused(
      `The socket of HAProxy at ${process.name} lacks the rights to take a version out of service, so it is given no split. Add \`level admin\` to its \`stats socket\` line and reload it.`,
    );
  }
  if (wanted.kind === 'split' && !facts.tables.some((table) => wires(table, routing))) {
    const old = facts.tables.some((table) => isTableOf(route, table));
    throw refused(
      `The lines for ${route} in the configuration of HAProxy at ${process.name} are ${old ? 'not those of this belay.yml: cookie, header, segments or Belay itself changed' : 'missing'}. Put in those of \`npx belay config haproxy\` and reload it.`,
    );
  }
  return facts.map.id;
}

/** Leads elsewhere and cannot be sent where its version is: it serves, or nobody knows the address. */
function isMisled(facts: Facts, route: string, { server, destination }: Found, now: number): boolean {
  if (leadsTo(server, destination)) return false;
  return destination.addresses.length === 0 || isServing(facts, route, server.name, now);
}

/** @throws Failure router-refused */
function checkTwin({ name }: Process, facts: Facts, route: string, server: Server): void {
  const twin = pinnedName(server.name);
  if (facts.servers?.some((one) => one.name === twin) === true) return;
  throw refused(
    `HAProxy at ${name} has no server \`${route}/${twin}\`, which counts what a header or segment sends to \`${server.name}\`. Add \`server ${twin} ${server.address}:${server.port} weight 0\` to \`backend ${route}\` and reload it.`,
  );
}

function serverFor(
  { name }: Process,
  facts: Facts,
  { route }: Routing,
  target: Target,
  destination: Destination,
): Server {
  const found = serverOf(facts.servers ?? [], target, destination);
  if (found !== null) return found;
  const known = (facts.servers ?? []).map((one) => `\`${one.name}\` (${one.address}:${one.port})`).join(', ');
  throw refused(
    `HAProxy at ${name} has no server for ${target.version} in \`backend ${route}\`: none of that name and none at ${target.url}; it knows ${known === '' ? 'none' : known}. Add \`${serverLine(target)}\` and reload it.`,
  );
}

function elsewhere({ name }: Process, route: string, { server, destination }: Found): Failure {
  const { host, port, addresses } = destination;
  const why =
    addresses.length === 0
      ? `the name ${host} cannot be resolved here`
      : 'it serves requests now, so its address was left alone';
  return refused(
    `Server \`${route}/${server.name}\` of HAProxy at ${name} leads to ${server.address}:${server.port}, but belay.yml says ${host}:${port}, and ${why}. Correct one of the two.`,
  );
}
