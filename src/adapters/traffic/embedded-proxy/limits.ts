/** How long the proxy waits, in milliseconds, and how much one client may hold. */
export interface Limits {
  /** A version that has not answered for so long counts as failing, though its answer is still waited for. */
  readonly answer: number;
  /** For a request's headers to arrive whole. */
  readonly headers: number;
  /** Within every such span a body must bring `paceBytes` or end. */
  readonly pace: number;
  readonly paceBytes: number;
  /** Requests with unfinished bodies per client address: a quarter of the connections to a version. */
  readonly uploadsPerClient: number;
}

export const usualLimits: Limits = {
  answer: 10_000,
  headers: 10_000,
  pace: 30_000,
  paceBytes: 30 * 1024,
  uploadsPerClient: 64,
};
