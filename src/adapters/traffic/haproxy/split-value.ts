/**
 * The one map value that decides a route. HAProxy reads all of it with one look-up, so a change is whole or not at
 * all. Fields are divided by `|`, which no name may hold; `-` stands for none. Their numbers are in `snippet.ts`.
 */
export interface Split {
  /** When the split ends, in milliseconds of HAProxy's clock; 0 when everybody is on stable. */
  readonly until: number;
  /** Clients with a bucket below are served by canary; in millionths. */
  readonly weight: number;
  readonly canary: Side | null;
  readonly stable: Side;
  /** Seconds that a client's cookie lasts; 0 without cookies. */
  readonly sticky: number;
  readonly fence: number;
}

export interface Side {
  readonly version: string;
  /** Serves the requests that are compared. */
  readonly server: string;
  /** Serves those that a header or segment sent there; the same server when nothing is told apart. */
  readonly pinned: string;
}

/** Where each part stands, counted from 1 as HAProxy's `field` does. */
export const fields = {
  until: 1,
  weight: 2,
  canaryVersion: 3,
  canaryServer: 4,
  canaryPinned: 5,
  stableVersion: 6,
  stableServer: 7,
  stablePinned: 8,
  sticky: 9,
  fence: 10,
} as const;

export function formatSplit({ until, weight, canary, stable, sticky, fence }: Split): string {
  const sides = [canary, stable].flatMap((side) =>
    side === null ? ['-', '-', '-'] : [side.version, side.server, side.pinned],
  );
  return [until, weight, ...sides, sticky, fence].join('|');
}

/** Percent as whole millionths, rounded up: a bucket is below the one exactly when it is below the other. */
export function millionths(percent: number): number {
  return Math.ceil(Number((percent * 10_000).toPrecision(12)));
}

/** The live value's servers and end; null for a value that is none of ours. */
export function parseSplit(
  value: string | undefined,
): { until: number; stable: string; canary: string | null } | null {
  const parts = value?.split('|') ?? [];
  const until = Number(parts[fields.until - 1]);
  const stable = parts[fields.stableServer - 1];
  const canary = parts[fields.canaryServer - 1];
  if (!Number.isSafeInteger(until) || stable === undefined || canary === undefined) return null;
  return { until, stable, canary: canary === '-' ? null : canary };
}

/** Above every order's, so that what a person pastes is followed whatever Belay ordered before. */
export const fenceByHand = Number.MAX_SAFE_INTEGER;

/** Of the order that a value belongs to; 0 for what a person pasted and for what is no value. */
export function fenceOf(value: string | undefined): number {
  const fence = Number(value?.split('|')[fields.fence - 1]);
  return Number.isSafeInteger(fence) && fence < fenceByHand ? fence : 0;
}

/** The versions of a value, each with its server. */
export function serversIn(value: string): readonly (readonly [version: string, server: string])[] {
  const parts = value.split('|');
  const at = (field: number) => parts[field - 1] ?? '-';
  return [
    [at(fields.canaryVersion), at(fields.canaryServer)],
    [at(fields.stableVersion), at(fields.stableServer)],
  ];
}
