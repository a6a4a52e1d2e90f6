/**
 * What the last order to stable leaves beside the deciding value: HAProxy follows no value of an older order, whoever
 * writes it and when, and sends everybody to this server instead.
 */
export interface Floor {
  readonly fence: number;
  readonly server: string;
}

export function floorKey(route: string): string {
  return `${route}/floor`;
}

/** Holds the fence of the split that a worker is about to order, so that one of an older order sees it afterwards. */
export function announcedKey(route: string): string {
  return `${route}/announced`;
}

/** Its parts as HAProxy's `field` counts them. */
export const floorFields = { fence: 1, server: 2 } as const;

export function formatFloor({ fence, server }: Floor): string {
  return `${fence}|${server}`;
}

/** @returns null for what is no floor, below which nothing is refused */
export function parseFloor(text: string | undefined): Floor | null {
  const [, fence = '', server = ''] = /^(\d+)\|(\S+)$/.exec(text ?? '') ?? [];
  return server === '' ? null : { fence: Number(fence), server };
}
