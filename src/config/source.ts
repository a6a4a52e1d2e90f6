import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { error, type Mistake, type Path } from './mistake.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
  /** Line on which what stands here ends. */
  readonly endLine: number;
  /** Whether the text begins with a quote. */
  readonly quoted: boolean;
}

/** A YAML text as data, with the place of everything in it. */
export interface Source {
  readonly data: unknown;
  readonly lines: readonly string[];
  /** Mistakes of YAML itself, placed already. */
  readonly mistakes: readonly { readonly mistake: Mistake; readonly position: Position }[];
  /** False when the text is so broken that its data says nothing. */
  readonly readable: boolean;
  position(path: Path, at: 'key' | 'value'): Position;
  /** A scalar as it is written, before YAML makes `1.10` a number. */
  written(path: Path): string | null;
}

export function readSource(text: string): Source {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: 'error' });
  keepKeysAsWritten(document);
  const broken = document.errors.some(({ code }) => code !== 'DUPLICATE_KEY');
  const data = broken ? { kind: 'unreadable' as const, mistakes: [] } : toData(document);
  const place = (range: readonly [number, number], quoted: boolean): Position => {
    const { line, col } = counter.linePos(range[0]);
    return { line, column: col, endLine: counter.linePos(Math.max(range[0], range[1] - 1)).line, quoted };
  };
  return {
    data: data.kind === 'data' ? data.data : null,
    readable: data.kind === 'data',
    lines: text.split(/\r?\n/),
    mistakes: [
      ...document.errors.map((problem) => ({
        mistake: yamlMistake(problem),
        position: place(problem.pos, false),
      })),
      ...(data.kind === 'unreadable' ? data.mistakes : []).map((mistake) => ({
        mistake,
        position: topOfFile,
      })),
    ],
    position: (path, at) => positionOf(document, path, at, place),
    written: (path) => {
      const node = find(document, path)?.value;
      return isScalar(node) ? (node.source ?? null) : null;
    },
  };
}

/** A key `1.10` is the text "1.10", never the number 1.1. */
function keepKeysAsWritten(document: Document): void {
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && typeof key.value !== 'string') key.value = key.source ?? String(key.value);
    },
  });
}

const topOfFile: Position = { line: 1, column: 1, endLine: 1, quoted: false };

type Data =
  | { readonly kind: 'data'; readonly data: unknown }
  | { readonly kind: 'unreadable'; readonly mistakes: readonly Mistake[] };

/** Aliases are followed only now, so one that leads nowhere, in circles or too far is found only now. */
function toData(document: Document): Data {
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 });
    JSON.stringify(data);
    return { kind: 'data', data };
  } catch {
    const sentence =
      'An alias (`*name`) in this file leads nowhere, in circles, or is used too often. Write what it stands for instead.';
    return { kind: 'unreadable', mistakes: [error([], 'not-yaml', sentence, { expected: 'YAML' })] };
  }
}

interface Found {
  readonly key: unknown;
  readonly value: unknown;
}

/** The deepest node on the way to the path: a missing key is pointed at by what should hold it. */
function find(document: Document, path: Path, deepest = false): Found | null {
  let found: Found = { key: null, value: document.contents };
  for (const segment of path) {
    const next = child(document, found.value, segment);
    if (next === null) return deepest ? found : null;
    found = next;
  }
  return found;
}

function child(document: Document, node: unknown, segment: string | number): Found | null {
  const value = isAlias(node) ? node.resolve(document) : node;
  if (isMap(value)) {
    const pair = value.items.find(
      (item: Pair) => isPair(item) && isScalar(item.key) && item.key.value === String(segment),
    );
    return pair === undefined ? null : { key: pair.key, value: pair.value };
  }
  if (!isSeq(value) || typeof segment !== 'number') return null;
  const item = value.items[segment];
  return item === undefined ? null : { key: item, value: item };
}

function positionOf(
  document: Document,
  path: Path,
  at: 'key' | 'value',
  place: (range: readonly [number, number], quoted: boolean) => Position,
): Position {
  const found = find(document, path, true);
  const exact = find(document, path) !== null;
  const preferred = at === 'value' && exact ? [found?.value, found?.key] : [found?.key, found?.value];
  for (const node of preferred) {
    const range = rangeOf(node);
    if (range !== null) return place(range, isScalar(node) && /^QUOTE/.test(node.type ?? ''));
  }
  return topOfFile;
}

function rangeOf(node: unknown): readonly [number, number] | null {
  if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return null;
  const range = node.range;
  if (range === undefined || range === null) return null;
  const empty = isScalar(node) && node.value === null && range[0] === range[1];
  return empty ? null : [range[0], range[1]];
}

function yamlMistake(problem: YAMLError): Mistake {
  const found = yamlSentences[problem.code];
  const sentence =
    found ?? `This is not YAML as it should be: ${problem.message}. Nothing after it can be trusted.`;
  return error([], problem.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'not-yaml', sentence, {
    expected: 'YAML',
  });
}

const yamlSentences: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  DUPLICATE_KEY: 'This key stands twice in the same map, so one of the two would be lost. Keep one.',
  TAB_AS_INDENT: 'A tab cannot indent YAML. Use two spaces.',
};
