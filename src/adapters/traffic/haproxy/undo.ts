import type { Target } from '../../../core/rollout/plan.ts';
import { isTcp } from './command-line.ts';
import { splitKey } from './snippet.ts';
import { fenceByHand, formatSplit } from './split-value.ts';

export interface Known {
  /** Path of the map as HAProxy has it. */
  readonly map: string;
  /** Sockets that are a master's command line. */
  readonly masters: readonly string[];
  readonly stable: string;
  /** All other servers of the backend, as far as they were seen. */
  readonly others: readonly string[];
}

/** One line for each socket: the deciding value back to stable, and every other server out of service. */
export function linesByHand(
  route: string,
  stable: Target,
  sockets: readonly string[],
  { map, masters, stable: server, others }: Known,
): readonly string[] {
  const side = { version: stable.version, server, pinned: server };
  const value = formatSplit({
    until: 0,
    weight: 0,
    canary: null,
    stable: side,
    sticky: 0,
    fence: fenceByHand,
  });
  const commands = [
    `set map ${map} ${splitKey(route)} ${value}`,
    ...others.map((other) => `set server ${route}/${other} state maint`),
  ];
  return sockets.map((socket) => {
    const said = masters.includes(socket) ? commands.map((command) => `@1 ${command}`) : commands;
    const to = isTcp(socket) ? `tcp:${socket}` : quoted(socket);
    return `echo ${quoted(said.join('; '))} | socat stdio ${to}; : ${quoted(`everybody to ${stable.url}`)}`;
  });
}

function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
