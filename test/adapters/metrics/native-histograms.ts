/**
 * A native histogram with the labels of one instance, as an exposition tells it. Buckets are given from the first
 * one on: bucket `i` ends at 2^(i · 2^-schema) in the metric's unit.
 */
export interface ExposedHistogram {
  readonly labels: Readonly<Record<string, string>>;
  readonly schema: number;
  readonly first: number;
  readonly counts: readonly number[];
  /** Observations of nothing at all. */
  readonly zeros?: number;
}

export const protobufType =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';

/**
 * One metric family in the protobuf exposition, which is the only one that has native histograms.
 * Field numbers: https://github.com/prometheus/client_model/blob/v0.6.1/io/prometheus/client/metrics.proto
 */
export function exposed(name: string, histograms: readonly ExposedHistogram[]): Buffer {
  const family = [
    bytes(1, Buffer.from(name)),
    integer(3, 4),
    ...histograms.map((one) => bytes(4, metric(one))),
  ];
  const message = Buffer.concat(family);
  return Buffer.concat([varint(message.length), message]);
}

function metric({ labels, schema, first, counts, zeros = 0 }: ExposedHistogram): Buffer {
  const total = counts.reduce((sum, count) => sum + count, zeros);
  const deltas = counts.map((count, index) => count - (counts[index - 1] ?? 0));
  const span = Buffer.concat([integer(1, zigzag(first)), integer(2, counts.length)]);
  const histogram = Buffer.concat([
    integer(1, total),
    double(2, total),
    integer(5, zigzag(schema)),
    double(6, 1e-9),
    integer(7, zeros),
    bytes(12, span),
    bytes(13, Buffer.concat(deltas.map((delta) => varint(zigzag(delta))))),
  ]);
  const pairs = Object.entries(labels).map(([name, value]) =>
    bytes(1, Buffer.concat([bytes(1, Buffer.from(name)), bytes(2, Buffer.from(value))])),
  );
  return Buffer.concat([...pairs, bytes(7, histogram)]);
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function varint(value: number): Buffer {
  const found: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...found, rest]);
    found.push((rest % 128) + 128);
  }
}

function integer(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function double(field: number, value: number): Buffer {
  const found = Buffer.alloc(8);
  found.writeDoubleLE(value);
  return Buffer.concat([varint(field * 8 + 1), found]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
}
