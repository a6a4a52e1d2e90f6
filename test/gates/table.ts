/** What can become of a gate. */
export const outcomes = ['opens', 'refuses', 'expires', 'overridden', 'voided'] as const;
export type Outcome = (typeof outcomes)[number];

/** What came of it: where the rollout stands, what people read, and the lines that the audit has of it. */
export interface Seen {
  readonly state: object;
  readonly said: string;
  readonly audit: readonly string[];
}

export interface Scenario {
  readonly run: () => Seen | Promise<Seen>;
  readonly state: object;
  /** Stands in what people read. */
  readonly said: string;
  /** Each stands in a line of the audit, in this order; empty: nothing was written at all. */
  readonly audit: readonly string[];
}

/** `cannot`: why there is no such outcome. */
export type Cell = Scenario | { readonly cannot: string };
export type Row = { readonly [K in Outcome]: Cell };

export function cell(
  run: Scenario['run'],
  state: object,
  said: string,
  audit: readonly string[] = [],
): Scenario {
  return { run, state, said, audit };
}

export function cannot(why: string): Cell {
  return { cannot: why };
}
