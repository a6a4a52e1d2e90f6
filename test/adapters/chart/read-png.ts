import { inflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** How many pixels have this colour, `#rrggbb`. */
  count(color: string): number;
}

/** Reads a PNG of eight bits a channel with transparency, not interlaced; others are refused. */
export function readPng(png: Uint8Array): Pixels {
  const bytes = Buffer.from(png);
  if (bytes.toString('latin1', 1, 4) !== 'PNG') throw new TypeError('not a PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (bytes.readUInt32BE(24) >>> 8 !== 0x08_06_00) throw new TypeError('another kind of PNG');
  const lines = unfiltered(inflateSync(Buffer.concat(dataOf(bytes))), width * 4, height);
  const counts = new Map<string, number>();
  for (let at = 0; at < lines.length; at += 4) {
    const color = `#${lines.toString('hex', at, at + 3)}`;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return { width, height, count: (color) => counts.get(color) ?? 0 };
}

function dataOf(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(bytes.subarray(at + 8, at + 8 + length));
  }
  return parts;
}

function unfiltered(raw: Buffer, stride: number, height: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let line = 0; line < height; line += 1) {
    const filter = raw[line * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = line * stride + x;
      const left = x < 4 ? 0 : (out[at - 4] ?? 0);
      const up = line === 0 ? 0 : (out[at - stride] ?? 0);
      const corner = x < 4 || line === 0 ? 0 : (out[at - stride - 4] ?? 0);
      const added = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      out[at] = (raw[line * (stride + 1) + 1 + x] ?? 0) + added;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
